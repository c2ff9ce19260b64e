using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Neg, opset 1.</summary>
internal sealed class Neg(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0).neg();
}
