using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>ReduceMean, opset 1.</summary>
internal sealed class ReduceMean(OnnxNode node) : Reduction(node)
{
    protected override Tensor Reduce(Tensor x, long[] axes, bool keep) => x.mean(axes, keep);
}
