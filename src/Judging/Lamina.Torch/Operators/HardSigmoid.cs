using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>HardSigmoid, opset 6: clip(alpha * x + beta, 0, 1).</summary>
internal sealed class HardSigmoid(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => (Need(inputs, 0) * Node.Float("alpha", 0.2f) + Node.Float("beta", 0.5f)).clamp(0, 1);
}
