namespace Lamina.Onnx.Shapes.Rules;

/// <summary>Operators that pick elements by index or put them somewhere.</summary>
internal static class GatherRules
{
    public static void Register()
    {
        ShapeRules.Add("Gather", Gather);
        ShapeRules.Add("GatherElements", GatherElements);
        ShapeRules.Add("GatherND", GatherNd);
        ShapeRules.Add(ElementwiseRules.Same, "Scatter", "ScatterElements", "ScatterND", "TensorScatter");
        ShapeRules.Add("OneHot", OneHot);
        ShapeRules.Add("GridSample", GridSample);
        ShapeRules.Add("NonZero", NonZero);
    }

    private static void Gather(NodeShapes node)
    {
        if (node.TryShape(0, out TensorShape x) && node.TryShape(1, out TensorShape indices))
        {
            int axis = node.Axis(node.Int("axis", 0), x.Rank);
            node.Out(0, node.ElementType(0), [.. x.Take(axis), .. indices, .. x.Skip(axis + 1)]);
        }
    }

    private static void GatherElements(NodeShapes node)
    {
        if (node.TryShape(1, out TensorShape indices))
        {
            node.Out(0, node.ElementType(0), indices);
        }
    }

    private static void GatherNd(NodeShapes node)
    {
        if (!node.TryShape(0, out TensorShape x) || !node.TryShape(1, out TensorShape indices) || indices.Rank == 0 || indices[^1].Value is not { } depth)
        {
            return;
        }

        long batch = node.Int("batch_dims", 0);
        if (depth < 0 || batch < 0 || depth + batch > x.Rank)
        {
            throw new OnnxFormatException($"indices {indices} do not fit the data {x}");
        }

        node.Out(0, node.ElementType(0), [.. indices.SkipLast(1), .. x.Skip((int)(batch + depth))]);
    }

    private static void OneHot(NodeShapes node)
    {
        if (!node.TryShape(0, out TensorShape indices))
        {
            return;
        }

        Dimension depth = node.Integers(1) is [var known] ? known : Dimension.Unknown;
        List<Dimension> result = [.. indices];
        result.Insert(node.Axis(node.Int("axis", -1), indices.Rank + 1), depth);
        node.Out(0, node.ElementType(2), result);
    }

    private static void GridSample(NodeShapes node)
    {
        if (node.TryShape(0, out TensorShape x) && node.TryShape(1, out TensorShape grid) && x.Rank >= 2 && grid.Rank == x.Rank)
        {
            node.Out(0, node.ElementType(0), [x[0], x[1], .. grid.Skip(1).SkipLast(1)]);
        }
    }

    private static void NonZero(NodeShapes node)
    {
        node.Gap("the number of results depends on values");
        node.Out(0, ElementType.Int64, node.Type(0).Shape is { } shape ? new TensorShape(Math.Max(1, shape.Rank), Dimension.Unknown) : null);
    }
}
