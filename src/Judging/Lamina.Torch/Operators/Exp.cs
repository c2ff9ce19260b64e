using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Exp, opset 1.</summary>
internal sealed class Exp(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0).exp();
}
