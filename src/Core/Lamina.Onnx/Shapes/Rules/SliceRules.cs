namespace Lamina.Onnx.Shapes.Rules;

/// <summary>Operators that cut tensors up, join them and pad them.</summary>
internal static class SliceRules
{
    public static void Register()
    {
        ShapeRules.Add("Slice", Slice);
        ShapeRules.Add("Concat", Concat);
        ShapeRules.Add("Split", Split);
        ShapeRules.Add("Pad", Pad);
        ShapeRules.Add("CenterCropPad", CenterCropPad);
        ShapeRules.Add("Compress", node => node.Out(0, node.ElementType(0), node.Find("axis") is null ? new TensorShape(Dimension.Unknown) : null));
    }

    /// <summary>Start, end and step per axis that is sliced; null when they depend on values.</summary>
    public static (int Axis, Dimension Start, Dimension End, long Step)[]? Ranges(NodeShapes node, int rank)
    {
        Dimension[]? starts = Listed(node, "starts", 1);
        Dimension[]? ends = Listed(node, "ends", 2);
        if (starts is null || ends is null || starts.Length != ends.Length)
        {
            return null;
        }

        (bool given, int[]? axes) = node.Axes(3, rank);
        Dimension[]? steps = node.Has(4) ? node.Integers(4) : [.. starts.Select(_ => Dimension.One)];
        axes = given ? axes : [.. Enumerable.Range(0, Math.Min(rank, starts.Length))];
        if (axes is null || steps is null || axes.Length != starts.Length || steps.Length != starts.Length || steps.Any(step => step.Value is null or 0 or long.MinValue))
        {
            return null;
        }

        return [.. axes.Select((axis, i) => (axis, starts[i], ends[i], steps[i].Value!.Value))];
    }

    /// <summary>The first index and the number of elements a slice takes of an axis of known length.</summary>
    public static (long First, long Count) Bounds(long length, long start, long end, long step)
    {
        long Clamp(long index, long low, long high) => Math.Clamp(index < 0 ? Math.Max(index, -length - 1) + length : index, low, high);
        return step > 0
            ? (Clamp(start, 0, length), Count(Clamp(end, 0, length) - Clamp(start, 0, length), step))
            : (Clamp(start, -1, length - 1), Count(Clamp(start, -1, length - 1) - Clamp(end, -1, length - 1), -step));
    }

    private static long Count(long distance, long step) => distance <= 0 ? 0 : ((distance - 1) / step) + 1;

    private static Dimension[]? Listed(NodeShapes node, string attribute, int input) => node.Ints(attribute) is { } list ? [.. list.Select(Dimension.Of)] : node.Integers(input);

    private static void Slice(NodeShapes node)
    {
        if (!node.TryShape(0, out TensorShape x))
        {
            return;
        }

        Dimension[] result = [.. x];
        (int Axis, Dimension Start, Dimension End, long Step)[]? ranges = Ranges(node, x.Rank);
        if (ranges is null)
        {
            node.Gap("what is sliced depends on values");
            Array.Fill(result, Dimension.Unknown);
        }
        else
        {
            foreach ((int axis, Dimension start, Dimension end, long step) in ranges)
            {
                result[axis] = Length(x[axis], start, end, step);
            }
        }

        node.Out(0, node.ElementType(0), new TensorShape(result));
    }

    private static Dimension Length(Dimension length, Dimension start, Dimension end, long step)
    {
        if (length.Value is { } known && start.Value is { } from && end.Value is { } to)
        {
            return Bounds(known, from, to, step).Count;
        }

        // Of an axis with a name: from the front, and to the end or a number of elements before it.
        if (step != 1 || start.Value is not >= 0)
        {
            return Dimension.Unknown;
        }

        return end.Equals(length) || end.Value > int.MaxValue - 1 ? length - start
            : end.Value is < 0 and > int.MinValue and var back ? length + back - start
            : Dimension.Unknown;
    }

    private static void Concat(NodeShapes node)
    {
        ElementType type = node.ElementType(0);
        Dimension[]? result = null;
        int axis = 0;
        for (int i = 0; i < node.InputCount; i++)
        {
            if (!node.TryShape(i, out TensorShape shape))
            {
                node.Out(0, type, shape: null);
                return;
            }

            if (result is null)
            {
                axis = node.Axis(node.Int("axis", 1), shape.Rank);
                result = [.. shape];
                continue;
            }

            if (shape.Rank != result.Length)
            {
                throw new OnnxFormatException($"shapes of {result.Length} and {shape.Rank} axes are joined");
            }

            for (int at = 0; at < result.Length; at++)
            {
                result[at] = at == axis ? result[at] + shape[at] : result[at].Value is null ? shape[at].IsUnknown ? result[at] : Same(result[at], shape[at]) : result[at];
            }
        }

        node.Out(0, type, result is null ? null : new TensorShape(result));
    }

    /// <summary>Axes that must be equal: the one that is a number tells the other.</summary>
    private static Dimension Same(Dimension left, Dimension right) => right.Value is not null || left.IsUnknown ? right : left;

    private static void Split(NodeShapes node)
    {
        if (!node.TryShape(0, out TensorShape x))
        {
            return;
        }

        int axis = node.Axis(node.Int("axis", 0), x.Rank);
        Dimension[]? sizes = Listed(node, "split", 1);
        if (sizes is null && !node.Has(1))
        {
            // Equal parts, the last one smaller where they do not divide (num_outputs, operator set 18).
            long parts = Math.Clamp(node.Int("num_outputs", node.OutputCount), 1, int.MaxValue);
            Dimension part = x[axis].CeilingDivide(parts);
            sizes = [.. Enumerable.Range(0, node.OutputCount).Select(i => i == parts - 1 && x[axis].Value is { } length ? length - (part.Value!.Value * (parts - 1)) : part)];
        }

        for (int i = 0; i < node.OutputCount; i++)
        {
            Dimension size = sizes is not null && i < sizes.Length ? sizes[i] : Dimension.Unknown;
            node.Out(i, node.ElementType(0), x.Select((length, at) => at == axis ? size : length));
        }
    }

    private static void Pad(NodeShapes node)
    {
        if (!node.TryShape(0, out TensorShape x))
        {
            return;
        }

        Dimension[]? pads = Listed(node, "pads", 1);
        (bool given, int[]? axes) = node.Axes(3, x.Rank);
        axes = given ? axes : [.. Enumerable.Range(0, x.Rank)];
        Dimension[] result = [.. x];
        if (pads is null || axes is null || pads.Length != 2 * axes.Length)
        {
            node.Gap("the padding depends on values");
            Array.Fill(result, Dimension.Unknown);
        }
        else
        {
            for (int i = 0; i < axes.Length; i++)
            {
                result[axes[i]] = result[axes[i]] + pads[i] + pads[i + axes.Length];
            }
        }

        node.Out(0, node.ElementType(0), new TensorShape(result));
    }

    private static void CenterCropPad(NodeShapes node)
    {
        if (!node.TryShape(0, out TensorShape x) || node.Integers(1) is not { } wanted)
        {
            return;
        }

        int[] axes = node.Ints("axes") is { } listed ? [.. listed.Select(axis => node.Axis(axis, x.Rank))] : [.. Enumerable.Range(0, x.Rank)];
        Dimension[] result = [.. x];
        for (int i = 0; i < Math.Min(axes.Length, wanted.Length); i++)
        {
            result[axes[i]] = wanted[i];
        }

        node.Out(0, node.ElementType(0), new TensorShape(result));
    }
}
