namespace Lamina.Onnx.Shapes.Rules;

/// <summary>Reductions over axes, named by an attribute or, from operator set 13 and 18 on, by an input.</summary>
internal static class ReductionRules
{
    public static void Register()
    {
        ShapeRules.Add(
            Reduce,
            "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSum", "ReduceSumSquare");
        ShapeRules.Add(ArgReduce, "ArgMax", "ArgMin");
        ShapeRules.Add("TopK", TopK);
    }

    private static void Reduce(NodeShapes node)
    {
        ElementType type = node.ElementType(0);
        if (!node.TryShape(0, out TensorShape x))
        {
            node.Out(0, type, shape: null);
            return;
        }

        (bool given, int[]? axes) = node.Axes(1, x.Rank);
        bool keep = node.Int("keepdims", 1) != 0;
        if (given && axes is null)
        {
            node.Gap("the axes depend on values");
            node.Out(0, type, keep ? new TensorShape(x.Select(_ => Dimension.Unknown)) : null);
            return;
        }

        if (axes is null or [])
        {
            bool nothing = node.Int("noop_with_empty_axes", 0) != 0;
            node.Out(0, type, nothing ? x : Without(x, [.. Enumerable.Range(0, x.Rank)], keep));
            return;
        }

        node.Out(0, type, Without(x, axes, keep));
    }

    private static void ArgReduce(NodeShapes node)
    {
        if (node.TryShape(0, out TensorShape x))
        {
            node.Out(0, ElementType.Int64, Without(x, [node.Axis(node.Int("axis", 0), x.Rank)], node.Int("keepdims", 1) != 0));
        }
    }

    private static void TopK(NodeShapes node)
    {
        if (!node.TryShape(0, out TensorShape x))
        {
            return;
        }

        Dimension count = node.Find("k") is { } k ? k.Int : node.Integers(1) is [var known] ? known : Dimension.Unknown;
        int axis = node.Axis(node.Int("axis", -1), x.Rank);
        var shape = new TensorShape(x.Select((length, at) => at == axis ? count : length));
        node.Out(0, node.ElementType(0), shape);
        node.Out(1, ElementType.Int64, shape);
    }

    private static TensorShape Without(TensorShape x, int[] axes, bool keep) => keep
        ? new TensorShape(x.Select((length, axis) => axes.Contains(axis) ? Dimension.One : length))
        : new TensorShape(x.Where((_, axis) => !axes.Contains(axis)));
}
