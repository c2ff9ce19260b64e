using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>PRelu, opset 9: x where positive, slope * x elsewhere; the slope broadcasts to x.</summary>
internal sealed class PRelu(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0).clamp(min: 0) + Need(inputs, 0).clamp(max: 0) * Need(inputs, 1);
}
