using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Selu, opset 6: gamma * (x, or alpha * (exp(x) - 1) below 0).</summary>
internal sealed class Selu(OnnxNode node) : Operator(node)
{
    private readonly float _alpha = node.Float("alpha", 1.67326319217681884765625f);
    private readonly float _gamma = node.Float("gamma", 1.05070102214813232421875f);

    protected override Tensor Run(Tensor?[] inputs) => F.elu(Need(inputs, 0), _alpha) * _gamma;
}
