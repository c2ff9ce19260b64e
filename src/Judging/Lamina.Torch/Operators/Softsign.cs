using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Softsign, opset 1: x / (1 + |x|).</summary>
internal sealed class Softsign(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => Need(inputs, 0) / (Need(inputs, 0).abs() + 1);
}
