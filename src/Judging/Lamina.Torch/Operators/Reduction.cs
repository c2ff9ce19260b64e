using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>
/// What the Reduce operators share: axes are an attribute first and an input later (ReduceSum from opset 13, the others from
/// 18); none means all, unless noop_with_empty_axes; reduced axes keep length 1 unless keepdims is 0.
/// </summary>
internal abstract class Reduction(OnnxNode node) : Operator(node)
{
    private readonly long[]? _axes = node.Ints("axes") is { } axes ? [.. axes] : null;
    private readonly bool _keep = node.Int("keepdims", 1) != 0;
    private readonly bool _noneIsNone = node.Int("noop_with_empty_axes", 0) != 0;

    protected override Tensor Run(Tensor?[] inputs)
    {
        Tensor x = Need(inputs, 0);
        long[] axes = _axes ?? Integers(inputs, 1) ?? [];
        if (axes.Length == 0 && _noneIsNone)
        {
            return x.alias();
        }

        long[] reduced = axes.Length == 0 ? [.. Enumerable.Range(0, (int)x.dim()).Select(axis => (long)axis)] : [.. axes.Select(axis => Axis(axis, x.dim())).Order()];
        return reduced.Length == 0 ? x.alias() : Reduce(x, reduced, _keep);
    }

    /// <summary>Reduces the axes, which are ascending positions.</summary>
    protected abstract Tensor Reduce(Tensor x, long[] axes, bool keep);
}
