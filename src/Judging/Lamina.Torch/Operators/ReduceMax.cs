using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>ReduceMax, opset 1. Equal maxima share the gradient.</summary>
internal sealed class ReduceMax(OnnxNode node) : Reduction(node)
{
    protected override Tensor Reduce(Tensor x, long[] axes, bool keep) => x.amax(axes, keep);
}
