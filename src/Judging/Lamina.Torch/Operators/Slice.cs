using Lamina.Onnx;
using TorchSharp;

namespace Lamina.Torch.Operators;

/// <summary>Slice, opset 1: starts, ends, axes and (from opset 10, where all are inputs) steps, negative ones included.</summary>
internal sealed class Slice(OnnxNode node) : Operator(node)
{
    private readonly long[]? _starts = node.Ints("starts") is { } starts ? [.. starts] : null;
    private readonly long[]? _ends = node.Ints("ends") is { } ends ? [.. ends] : null;
    private readonly long[]? _axes = node.Ints("axes") is { } axes ? [.. axes] : null;

    protected override Tensor Run(Tensor?[] inputs)
    {
        Tensor x = Need(inputs, 0);
        long[] starts = _starts ?? Integers(inputs, 1) ?? throw Refuse("its starts are missing");
        long[] ends = _ends ?? Integers(inputs, 2) ?? throw Refuse("its ends are missing");
        long[] axes = _axes ?? Integers(inputs, 3) ?? [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
        long[] steps = Integers(inputs, 4) ?? [.. starts.Select(_ => 1L)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length || steps.Contains(0))
        {
            throw Refuse("starts, ends, axes and steps do not fit together");
        }

        Tensor result = x.alias();
        for (int i = 0; i < starts.Length; i++)
        {
            result = Cut(result, Axis(axes[i], x.dim()), starts[i], ends[i], steps[i]);
        }

        return result;
    }

    private static Tensor Cut(Tensor x, long axis, long start, long end, long step)
    {
        long length = x.shape[axis];
        start = start < 0 ? start + length : start;
        end = end < 0 ? Math.Max(end, long.MinValue + length) + length : end;
        if (step > 0)
        {
            start = Math.Clamp(start, 0, length);
            return x.slice(axis, start, Math.Clamp(end, start, length), step);
        }

        // The native slice knows positive steps only.
        start = Math.Clamp(start, -1, length - 1);
        end = Math.Clamp(end, -1, start);
        long[] taken = [.. Enumerable.Range(0, (int)((start - end - step - 1) / -step)).Select(i => start + i * step)];
        return x.index_select(axis, torch.tensor(taken));
    }
}
