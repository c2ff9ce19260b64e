using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Expand, opset 8: broadcasts to a shape, in both directions.</summary>
internal sealed class Expand(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0) * TorchSharp.torch.ones(Integers(inputs, 1) ?? [], Need(inputs, 0).dtype);
}
