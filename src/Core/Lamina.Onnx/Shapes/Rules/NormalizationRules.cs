namespace Lamina.Onnx.Shapes.Rules;

/// <summary>Normalisations: the first result has the data's shape, the others are statistics.</summary>
internal static class NormalizationRules
{
    public static void Register()
    {
        ShapeRules.Add(ElementwiseRules.Same, "InstanceNormalization", "LRN", "MeanVarianceNormalization", "GroupNormalization", "RMSNormalization");
        ShapeRules.Add("BatchNormalization", BatchNormalization);
        ShapeRules.Add("LayerNormalization", LayerNormalization);
        ShapeRules.Add("GroupNorm", ElementwiseRules.Same, ShapeRules.Microsoft);
        ShapeRules.Add("SkipLayerNormalization", SkipLayerNormalization, ShapeRules.Microsoft);
        ShapeRules.Add("SimplifiedLayerNormalization", LayerNormalization);
        ShapeRules.Add("SkipSimplifiedLayerNormalization", SkipLayerNormalization, ShapeRules.Microsoft);
    }

    /// <summary>Statistics have one entry per channel: the shape of the running mean.</summary>
    private static void BatchNormalization(NodeShapes node)
    {
        ElementwiseRules.Same(node);
        for (int i = 1; i < node.OutputCount; i++)
        {
            node.Out(i, node.ElementType(3), node.Type(3).Shape);
        }
    }

    private static void LayerNormalization(NodeShapes node)
    {
        if (!node.TryShape(0, out TensorShape x))
        {
            return;
        }

        node.Out(0, node.ElementType(0), x);
        int axis = node.Axis(node.Int("axis", -1), x.Rank);
        for (int i = 1; i < node.OutputCount; i++)
        {
            node.Out(i, ElementType.Float, x.Select((length, at) => at < axis ? length : Dimension.One));
        }
    }

    /// <summary>Result, mean, inverse deviation, and the sum that was normalised.</summary>
    private static void SkipLayerNormalization(NodeShapes node)
    {
        if (!node.TryShape(0, out TensorShape x))
        {
            return;
        }

        node.Out(0, node.ElementType(0), x);
        node.Out(1, ElementType.Float, x.Select((length, at) => at < x.Rank - 1 ? length : Dimension.One));
        node.Out(2, ElementType.Float, x.Select((length, at) => at < x.Rank - 1 ? length : Dimension.One));
        node.Out(3, node.ElementType(0), x);
    }
}
