namespace Lamina.Onnx.Shapes.Rules;

/// <summary>Pools. Data [N, C, D1..Dk].</summary>
internal static class PoolingRules
{
    public static void Register()
    {
        ShapeRules.Add(Pool, "MaxPool", "AveragePool", "LpPool");
        ShapeRules.Add("NhwcMaxPool", PoolChannelsLast, ShapeRules.Microsoft);
        ShapeRules.Add(Global, "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool");
        ShapeRules.Add("QLinearGlobalAveragePool", GlobalQuantized, ShapeRules.Microsoft);
        ShapeRules.Add("QLinearAveragePool", Pool, ShapeRules.Microsoft);
        ShapeRules.Add("MaxRoiPool", node => Regions(node, node.Ints("pooled_shape") ?? []));
        ShapeRules.Add("RoiAlign", node => Regions(node, [node.Int("output_height", 1), node.Int("output_width", 1)]));
    }

    private static void Pool(NodeShapes node)
    {
        if (!node.TryShape(0, out TensorShape x))
        {
            return;
        }

        TensorShape result = Slide(node, x);
        node.Out(0, node.ElementType(0), result);
        node.Out(1, ElementType.Int64, result);
    }

    private static void PoolChannelsLast(NodeShapes node)
    {
        if (!node.TryShape(0, out TensorShape x) || x.Rank < 3)
        {
            return;
        }

        TensorShape slid = Slide(node, new TensorShape([x[0], x[^1], .. x.Skip(1).SkipLast(1)]));
        node.Out(0, node.ElementType(0), [slid[0], .. slid.Skip(2), slid[1]]);
    }

    private static TensorShape Slide(NodeShapes node, TensorShape x)
    {
        var kernel = node.Ints("kernel_shape") ?? throw new OnnxFormatException("a pool has no kernel_shape");
        if (x.Rank != kernel.Length + 2)
        {
            throw new OnnxFormatException($"data {x} and a kernel of {kernel.Length} axes do not fit each other");
        }

        var window = new Window(node, [.. kernel.Select(Dimension.Of)], node.Int("ceil_mode", 0) != 0);
        return new TensorShape(x.Select((length, axis) => axis < 2 ? length : window.Slide(length, axis - 2)));
    }

    private static void Global(NodeShapes node)
    {
        if (node.TryShape(0, out TensorShape x))
        {
            node.Out(0, node.ElementType(0), x.Select((length, axis) => axis < 2 ? length : Dimension.One));
        }
    }

    private static void GlobalQuantized(NodeShapes node)
    {
        if (node.TryShape(0, out TensorShape x))
        {
            bool last = node.Int("channels_last", 0) != 0;
            node.Out(0, node.ElementType(0), x.Select((length, axis) => axis == 0 || axis == (last ? x.Rank - 1 : 1) ? length : Dimension.One));
        }
    }

    /// <summary>One result per region: [regions, C, height, width].</summary>
    private static void Regions(NodeShapes node, IEnumerable<long> size)
    {
        if (node.TryShape(0, out TensorShape x) && node.TryShape(1, out TensorShape regions) && x.Rank > 1 && regions.Rank > 0)
        {
            node.Out(0, node.ElementType(0), [regions[0], x[1], .. size.Select(Dimension.Of)]);
        }
    }
}
