using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Mul, opset 7: with numpy's broadcasting.</summary>
internal sealed class Mul(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0) * Need(inputs, 1);
}
