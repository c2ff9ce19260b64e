using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>MatMul, opset 1: numpy's matmul.</summary>
internal sealed class MatMul(OnnxNode node) : Operator(node)
{
    public override bool Multiplies => true;

    protected override Tensor Run(Tensor?[] inputs) => Multiply(Need(inputs, 0), Need(inputs, 1));
}
