using System.Collections.Immutable;

namespace Lamina.Onnx.Shapes.Rules;

/// <summary>Operators that arrange the same elements anew.</summary>
internal static class LayoutRules
{
    public static void Register()
    {
        ShapeRules.Add("Reshape", Reshape);
        ShapeRules.Add("Flatten", Flatten);
        ShapeRules.Add("Transpose", Transpose);
        ShapeRules.Add("Squeeze", Squeeze);
        ShapeRules.Add("Unsqueeze", Unsqueeze);
        ShapeRules.Add("Expand", Expand);
        ShapeRules.Add("Tile", Tile);
        ShapeRules.Add("DepthToSpace", node => MoveDepth(node, toSpace: true));
        ShapeRules.Add("SpaceToDepth", node => MoveDepth(node, toSpace: false));
        ShapeRules.Add("ReverseSequence", ElementwiseRules.Same);
    }

    /// <summary>The shape a Reshape asks for, with 0 and -1 resolved.</summary>
    private static void Reshape(NodeShapes node)
    {
        ElementType type = node.ElementType(0);
        Dimension[]? wanted = node.Integers(1) ?? node.Ints("shape")?.Select(Dimension.Of).ToArray();
        if (wanted is null)
        {
            node.Gap("the shape to take depends on values");
            node.Out(0, type, node.Type(1).Shape is { Rank: 1 } list && list[0].Value is >= 0 and <= 64 and var rank ? new TensorShape(Enumerable.Repeat(Dimension.Unknown, (int)rank)) : null);
            return;
        }

        TensorShape? x = node.Type(0).Shape;
        var result = new Dimension[wanted.Length];
        int open = -1;
        for (int axis = 0; axis < result.Length; axis++)
        {
            result[axis] = wanted[axis].Value switch
            {
                0 when node.Int("allowzero", 0) == 0 => x is not null && axis < x.Rank ? x[axis] : Dimension.Unknown,
                -1 => Dimension.One,
                < -1 => throw new OnnxFormatException($"Reshape asks for the length {wanted[axis]}"),
                _ => wanted[axis],
            };
            open = wanted[axis].Value == -1 ? axis : open;
        }

        if (open >= 0)
        {
            Dimension given = result.Aggregate(Dimension.One, Dimension.Multiply);
            result[open] = x is null ? Dimension.Unknown : Rest(x.ElementCount, given);
        }

        node.Gap($"the shape of '{node.Node.Input(0)}' is not known");
        node.Out(0, type, new TensorShape(result));
    }

    private static Dimension Rest(Dimension all, Dimension given)
    {
        if (all.Value is { } count && given.Value is { } part)
        {
            return part > 0 && count % part == 0 ? count / part : throw new OnnxFormatException($"{count} elements do not divide into {part}");
        }

        return all.DivideExactly(given);
    }

    private static void Flatten(NodeShapes node)
    {
        if (node.TryShape(0, out TensorShape x))
        {
            long axis = node.Int("axis", 1);
            int split = axis == x.Rank ? x.Rank : node.Axis(axis, Math.Max(1, x.Rank));
            node.Out(0, node.ElementType(0), x.Take(split).Aggregate(Dimension.One, Dimension.Multiply), x.Skip(split).Aggregate(Dimension.One, Dimension.Multiply));
        }
    }

    private static void Transpose(NodeShapes node)
    {
        if (node.TryShape(0, out TensorShape x))
        {
            node.Out(0, node.ElementType(0), Permutation(node, x.Rank).Select(axis => x[axis]));
        }
    }

    /// <summary>The order of axes a Transpose gives: by default the reverse.</summary>
    public static int[] Permutation(NodeShapes node, int rank)
    {
        if (node.Ints("perm") is not { } listed)
        {
            return [.. Enumerable.Range(0, rank).Reverse()];
        }

        int[] axes = [.. listed.Select(axis => node.Axis(axis, rank))];
        return axes.Length == rank && axes.Distinct().Count() == rank ? axes : throw new OnnxFormatException($"perm [{string.Join(',', listed)}] does not order {rank} axes");
    }

    private static void Squeeze(NodeShapes node)
    {
        if (!node.TryShape(0, out TensorShape x))
        {
            return;
        }

        (bool given, int[]? axes) = node.Axes(1, x.Rank);
        if (given && axes is not null)
        {
            node.Out(0, node.ElementType(0), x.Where((_, axis) => !axes.Contains(axis)));
        }
        else if (!given && x.All(length => length.Value is not null))
        {
            node.Out(0, node.ElementType(0), x.Where(length => length.Value != 1));
        }
        else
        {
            node.Gap("which axes vanish depends on values");
        }
    }

    private static void Unsqueeze(NodeShapes node)
    {
        if (!node.TryShape(0, out TensorShape x))
        {
            return;
        }

        int added = node.Ints("axes")?.Length ?? node.Integers(1)?.Length ?? 0;
        (_, int[]? axes) = node.Axes(1, x.Rank + added);
        if (axes is null || axes.Distinct().Count() != added)
        {
            node.Gap("the axes depend on values");
            return;
        }

        List<Dimension> result = [.. x];
        foreach (int axis in axes.Order())
        {
            result.Insert(axis, Dimension.One);
        }

        node.Out(0, node.ElementType(0), result);
    }

    private static void Expand(NodeShapes node)
    {
        if (node.TryShape(0, out TensorShape x) && node.Integers(1) is { } wanted)
        {
            node.Out(0, node.ElementType(0), Broadcast.Shapes(x, new TensorShape(wanted)));
        }
        else
        {
            node.Out(0, node.ElementType(0), shape: null);
        }
    }

    private static void Tile(NodeShapes node)
    {
        if (node.TryShape(0, out TensorShape x) && node.Integers(1) is { } repeats && repeats.Length == x.Rank)
        {
            node.Out(0, node.ElementType(0), x.Zip(repeats, Dimension.Multiply));
        }
        else
        {
            node.Out(0, node.ElementType(0), shape: null);
        }
    }

    private static void MoveDepth(NodeShapes node, bool toSpace)
    {
        if (!node.TryShape(0, out TensorShape x) || x.Rank != 4)
        {
            return;
        }

        long block = node.Int("blocksize", 1);
        if (block is < 1 or > int.MaxValue)
        {
            throw new OnnxFormatException($"the block size {block} makes no sense");
        }

        Dimension Scale(Dimension length, bool up) => up ? length * block : length.DivideExactly(block);
        node.Out(0, node.ElementType(0), x[0], toSpace ? x[1].DivideExactly(block * block) : x[1] * (block * block), Scale(x[2], toSpace), Scale(x[3], toSpace));
    }
}
