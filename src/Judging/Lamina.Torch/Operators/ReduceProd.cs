using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>ReduceProd, opset 1.</summary>
internal sealed class ReduceProd(OnnxNode node) : Reduction(node)
{
    protected override Tensor Reduce(Tensor x, long[] axes, bool keep) => axes.Reverse().Aggregate(x.alias(), (product, axis) => product.prod(axis, keep));
}
