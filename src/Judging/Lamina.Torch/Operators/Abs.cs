using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Abs, opset 1. Its gradient at 0 is 0.</summary>
internal sealed class Abs(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0).abs();
}
