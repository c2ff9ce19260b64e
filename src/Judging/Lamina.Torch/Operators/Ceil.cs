using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Ceil, opset 1. Its gradient is 0.</summary>
internal sealed class Ceil(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0).ceil();
}
