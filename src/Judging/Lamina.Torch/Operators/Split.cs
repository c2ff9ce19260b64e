using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Split, opset 2: lengths are an attribute before opset 13, an input from there on; without them equal parts, the last one shorter (opset 18).</summary>
internal sealed class Split(OnnxNode node) : Operator(node)
{
    private readonly long _axis = node.Int("axis", 0);
    private readonly long[]? _lengths = node.Ints("split") is { } lengths ? [.. lengths] : null;

    public override Tensor[] RunAll(Tensor?[] inputs, bool training)
    {
        Tensor x = Need(inputs, 0);
        long axis = Axis(_axis, x.dim());
        long[] lengths = _lengths ?? Integers(inputs, 1) ?? Equal(x.shape[axis], Node.Outputs.Length);
        if (lengths.Length != Node.Outputs.Length || lengths.Sum() != x.shape[axis])
        {
            throw Refuse($"lengths {string.Join(", ", lengths)} do not part {x.shape[axis]} into {Node.Outputs.Length} outputs");
        }

        var parts = new Tensor[lengths.Length];
        long start = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = x.narrow(axis, start, lengths[i]);
            start += lengths[i];
        }

        return parts;
    }

    private static long[] Equal(long total, int parts)
    {
        long length = (total + parts - 1) / parts;
        return [.. Enumerable.Range(0, parts).Select(i => Math.Min(length, total - i * length))];
    }
}
