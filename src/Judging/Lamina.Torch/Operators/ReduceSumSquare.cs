using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>ReduceSumSquare, opset 1.</summary>
internal sealed class ReduceSumSquare(OnnxNode node) : Reduction(node)
{
    protected override Tensor Reduce(Tensor x, long[] axes, bool keep) => (x * x).sum(axes, keep);
}
