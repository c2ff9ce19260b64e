using Lamina.Onnx;
using TorchSharp;

namespace Lamina.Torch.Operators;

/// <summary>Clip, opset 6: bounds are attributes before opset 11, inputs from there on; either may be left out.</summary>
internal sealed class Clip(OnnxNode node, int opset) : Operator(node)
{
    private readonly float? _min = opset < 11 && node.Find("min") is not null ? node.Float("min", 0) : null;
    private readonly float? _max = opset < 11 && node.Find("max") is not null ? node.Float("max", 0) : null;

    protected override Tensor Run(Tensor?[] inputs)
    {
        Scalar? min = _min is { } low ? low : Optional(inputs, 1)?.ToScalar();
        Scalar? max = _max is { } high ? high : Optional(inputs, 2)?.ToScalar();
        return min is null && max is null ? Need(inputs, 0).alias() : Need(inputs, 0).clamp(min, max);
    }
}
