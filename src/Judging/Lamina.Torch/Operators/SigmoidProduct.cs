using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Mul of x with its own Sigmoid in one step; its only input is x.</summary>
internal sealed class SigmoidProduct(OnnxNode mul) : Operator(mul)
{
    protected override Tensor Run(Tensor?[] inputs) => F.silu(Need(inputs, 0));
}
