using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>ReduceSum, opset 1.</summary>
internal sealed class ReduceSum(OnnxNode node) : Reduction(node)
{
    protected override Tensor Reduce(Tensor x, long[] axes, bool keep) => x.sum(axes, keep);
}
