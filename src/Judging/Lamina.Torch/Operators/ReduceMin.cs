using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>ReduceMin, opset 1. Equal minima share the gradient.</summary>
internal sealed class ReduceMin(OnnxNode node) : Reduction(node)
{
    protected override Tensor Reduce(Tensor x, long[] axes, bool keep) => x.amin(axes, keep);
}
