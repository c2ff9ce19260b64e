using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Range, opset 11: start, limit, step.</summary>
internal sealed class Range(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => TorchSharp.torch.arange(Need(inputs, 0).ToScalar(), Need(inputs, 1).ToScalar(), Need(inputs, 2).ToScalar(), Need(inputs, 0).dtype);
}
