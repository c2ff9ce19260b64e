using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Sub, opset 7: with numpy's broadcasting.</summary>
internal sealed class Sub(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0) - Need(inputs, 1);
}
