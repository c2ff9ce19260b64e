using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>ReduceL2, opset 1: the root of the sum of squares.</summary>
internal sealed class ReduceL2(OnnxNode node) : Reduction(node)
{
    protected override Tensor Reduce(Tensor x, long[] axes, bool keep) => (x * x).sum(axes, keep).sqrt();
}
