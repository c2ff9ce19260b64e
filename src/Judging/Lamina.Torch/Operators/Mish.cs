using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Mish, opset 18: x * tanh(softplus(x)).</summary>
internal sealed class Mish(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs) => F.mish(Need(inputs, 0));
}
