using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Elu, opset 6: alpha * (exp(x) - 1) below 0.</summary>
internal sealed class Elu(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => F.elu(Need(inputs, 0), Node.Float("alpha", 1));
}
