using Lamina.Onnx.Shapes.Rules;

namespace Lamina.Onnx.Shapes.Values;

/// <summary>Operators whose result is made of elements of their input: each becomes a list of places.</summary>
internal static class IndexValues
{
    public static void Register()
    {
        ValueRules.Add("Identity", node => node.Value(0));
        foreach (string opType in new[] { "Reshape", "Flatten", "Squeeze", "Unsqueeze" })
        {
            ValueRules.Add(opType, Rearranged);
        }

        ValueRules.Add("Gather", Gather);
        ValueRules.Add("Slice", Slice);
        ValueRules.Add("Concat", Concat);
        ValueRules.Add("Transpose", Transpose);
        ValueRules.Add("Expand", Expand);
        ValueRules.Add("Tile", Tile);
    }

    /// <summary>The elements of every part.</summary>
    public static void Split(NodeShapes node)
    {
        if (node.Value(0) is not { } value || node.Type(0).Shape is not { } shape)
        {
            return;
        }

        int axis = node.Axis(node.Int("axis", 0), shape.Rank);
        long start = 0;
        for (int i = 0; i < node.OutputCount; i++)
        {
            if (node.Result(i).Shape?[axis].Value is not { } length)
            {
                return;
            }

            long first = start;
            node.OutValue(i, Mapped(value, [.. value.Dims.Select((dim, at) => at == axis ? length : dim)], place => Moved(place, axis, place[axis] + first)));
            start += length;
        }
    }

    /// <summary>Elements of <paramref name="value"/> in a new shape, each taken from the place that <paramref name="from"/> gives; null when one is outside.</summary>
    public static KnownValue? Mapped(KnownValue value, long[] dims, Func<long[], long[]> from)
    {
        if (!ShapeValues.TryDims([.. dims.Select(Dimension.Of)], out _, out int count))
        {
            return null;
        }

        var indices = new int[count];
        var place = new long[dims.Length];
        for (int i = 0; i < count; i++)
        {
            long[] source = from(place);
            long index = 0;
            for (int axis = 0; axis < value.Dims.Length; axis++)
            {
                if (source[axis] < 0 || source[axis] >= value.Dims[axis])
                {
                    return null;
                }

                index = (index * value.Dims[axis]) + source[axis];
            }

            indices[i] = (int)index;
            for (int axis = dims.Length - 1; axis >= 0 && ++place[axis] == dims[axis]; axis--)
            {
                place[axis] = 0;
            }
        }

        return value.Pick(indices, dims);
    }

    private static long[] Moved(long[] place, int axis, long to)
    {
        long[] moved = [.. place];
        moved[axis] = to;
        return moved;
    }

    private static KnownValue? Rearranged(NodeShapes node) =>
        ShapeValues.TryDims(node.Result(0).Shape?.ToArray(), out long[] dims, out int count) && node.Value(0) is { } value && value.Count == count ? value.Reshape(dims) : null;

    private static KnownValue? Gather(NodeShapes node)
    {
        if (node.Value(0) is not { Dims.Length: > 0 } value || node.Value(1) is not { Integers: { } picked } indices || picked.Any(index => index.Value is null))
        {
            return null;
        }

        int axis = node.Axis(node.Int("axis", 0), value.Dims.Length);
        int depth = indices.Dims.Length;
        return Mapped(value, [.. value.Dims[..axis], .. indices.Dims, .. value.Dims[(axis + 1)..]], place =>
        {
            long at = 0;
            for (int i = 0; i < depth; i++)
            {
                at = (at * indices.Dims[i]) + place[axis + i];
            }

            long index = picked[at].Value!.Value;
            return [.. place[..axis], index < 0 ? index + value.Dims[axis] : index, .. place[(axis + depth)..]];
        });
    }

    private static KnownValue? Slice(NodeShapes node)
    {
        if (node.Value(0) is not { } value || SliceRules.Ranges(node, value.Dims.Length) is not { } ranges)
        {
            return null;
        }

        long[] dims = [.. value.Dims], firsts = new long[dims.Length], steps = [.. dims.Select(_ => 1L)];
        foreach ((int axis, Dimension start, Dimension end, long step) in ranges)
        {
            if (start.Value is not { } from || end.Value is not { } to)
            {
                return null;
            }

            (firsts[axis], dims[axis]) = SliceRules.Bounds(value.Dims[axis], from, to, step);
            steps[axis] = step;
        }

        return Mapped(value, dims, place => [.. place.Select((at, axis) => firsts[axis] + (at * steps[axis]))]);
    }

    private static KnownValue? Concat(NodeShapes node)
    {
        var values = new List<KnownValue>();
        for (int i = 0; i < node.InputCount; i++)
        {
            if (node.Value(i) is not { Dims.Length: > 0 } value || (values.Count > 0 && (value.Integers is null) != (values[0].Integers is null)))
            {
                return null;
            }

            values.Add(value);
        }

        if (values.Count == 0 || values.Any(value => value.Dims.Length != values[0].Dims.Length))
        {
            return null;
        }

        int axis = node.Axis(node.Int("axis", 1), values[0].Dims.Length);

        // Joined along the first axis, elements simply follow each other; other axes are rare among shapes.
        if (axis != 0)
        {
            return null;
        }

        long[] dims = [values.Sum(value => value.Dims[0]), .. values[0].Dims[1..]];
        return values[0].Integers is not null
            ? KnownValue.OfIntegers(values[0].Type, dims, [.. values.SelectMany(value => value.Integers!)])
            : KnownValue.OfFloats(values[0].Type, dims, [.. values.SelectMany(value => value.Floats!)]);
    }

    private static KnownValue? Transpose(NodeShapes node)
    {
        if (node.Value(0) is not { } value)
        {
            return null;
        }

        int[] order = LayoutRules.Permutation(node, value.Dims.Length);
        return Mapped(value, [.. order.Select(axis => value.Dims[axis])], place =>
        {
            var source = new long[place.Length];
            for (int i = 0; i < order.Length; i++)
            {
                source[order[i]] = place[i];
            }

            return source;
        });
    }

    private static KnownValue? Expand(NodeShapes node) =>
        node.Value(0) is { } value && ShapeValues.TryDims(node.Result(0).Shape?.ToArray(), out long[] dims, out _) ? Spread(value, dims) : null;

    /// <summary>The value broadcast to a larger shape.</summary>
    public static KnownValue? Spread(KnownValue value, long[] dims)
    {
        int missing = dims.Length - value.Dims.Length;
        return missing < 0 ? null : Mapped(value, dims, place => [.. place[missing..].Select((at, axis) => value.Dims[axis] == 1 ? 0 : at)]);
    }

    private static KnownValue? Tile(NodeShapes node) =>
        node.Value(0) is { } value && ShapeValues.TryDims(node.Result(0).Shape?.ToArray(), out long[] dims, out _) && dims.Length == value.Dims.Length
            ? Mapped(value, dims, place => [.. place.Select((at, axis) => at % value.Dims[axis])])
            : null;
}
