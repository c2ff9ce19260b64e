using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Gemm, opset 7: alpha * A * B + beta * C, A and B transposed or not.</summary>
internal sealed class Gemm(OnnxNode node) : Operator(node)
{
    private readonly float _alpha = node.Float("alpha", 1);
    private readonly float _beta = node.Float("beta", 1);
    private readonly bool _transposeA = node.Int("transA", 0) != 0;
    private readonly bool _transposeB = node.Int("transB", 0) != 0;

    public override bool Multiplies => true;

    protected override Tensor Run(Tensor?[] inputs)
    {
        Tensor a = _transposeA ? Need(inputs, 0).transpose(0, 1) : Need(inputs, 0);
        Tensor b = _transposeB ? Need(inputs, 1).transpose(0, 1) : Need(inputs, 1);
        Tensor product = Multiply(a, b);
        product = _alpha == 1 ? product : product * _alpha;
        return Optional(inputs, 2) is not { } c ? product : product + (_beta == 1 ? c : c * _beta);
    }
}
