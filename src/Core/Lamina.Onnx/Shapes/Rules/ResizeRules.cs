namespace Lamina.Onnx.Shapes.Rules;

/// <summary>Resize and its predecessor Upsample: sizes, or scales rounded down.</summary>
internal static class ResizeRules
{
    public static void Register()
    {
        ShapeRules.Add("Resize", Resize);
        ShapeRules.Add("Upsample", node => Scale(node, Scales(node, 1)));
        ShapeRules.Add("AffineGrid", AffineGrid);
    }

    private static void Resize(NodeShapes node)
    {
        // Operator set 10 has no region of interest, so its scales come first.
        if (node.Opset == 10)
        {
            Scale(node, Scales(node, 1));
            return;
        }

        if (!node.TryShape(0, out TensorShape x))
        {
            return;
        }

        if (!node.Has(3) || node.Type(3).Shape is { Rank: 1 } none && none[0].Value == 0)
        {
            Scale(node, Scales(node, 2));
            return;
        }

        int[] axes = node.Ints("axes") is { } listed ? [.. listed.Select(axis => node.Axis(axis, x.Rank))] : [.. Enumerable.Range(0, x.Rank)];
        Dimension[]? sizes = node.Integers(3);
        if (sizes is null || sizes.Length != axes.Length || node.Text("keep_aspect_ratio_policy", "stretch") != "stretch")
        {
            node.Gap("the size depends on values");
            node.Out(0, node.ElementType(0), x.Select(_ => Dimension.Unknown));
            return;
        }

        Dimension[] result = [.. x];
        for (int i = 0; i < axes.Length; i++)
        {
            result[axes[i]] = sizes[i];
        }

        node.Out(0, node.ElementType(0), new TensorShape(result));
    }

    private static double[]? Scales(NodeShapes node, int input) => node.Find("scales")?.Floats.Select(scale => (double)scale).ToArray() ?? node.Value(input)?.Floats;

    private static void Scale(NodeShapes node, double[]? scales)
    {
        if (!node.TryShape(0, out TensorShape x))
        {
            return;
        }

        int[] axes = node.Ints("axes") is { } listed ? [.. listed.Select(axis => node.Axis(axis, x.Rank))] : [.. Enumerable.Range(0, x.Rank)];
        Dimension[] result = [.. x];
        if (scales is null || scales.Length != axes.Length)
        {
            node.Gap("the scales depend on values");
            Array.Fill(result, Dimension.Unknown);
        }
        else
        {
            for (int i = 0; i < axes.Length; i++)
            {
                result[axes[i]] = Scaled(x[axes[i]], scales[i]);
            }
        }

        node.Out(0, node.ElementType(0), new TensorShape(result));
    }

    private static Dimension Scaled(Dimension length, double scale)
    {
        // Scales are float32; their product with a length is rounded down in that precision.
        double scaled = Math.Floor((float)((length.Value ?? 0) * (float)scale));
        return length.Value is not null && scaled is >= 0 and < long.MaxValue ? (long)scaled
            : scale == Math.Floor(scale) && scale is >= 1 and < int.MaxValue ? length * (long)scale
            : Dimension.Unknown;
    }

    private static void AffineGrid(NodeShapes node)
    {
        if (node.Integers(1) is { Length: >= 3 } size)
        {
            node.Out(0, node.ElementType(0), [size[0], .. size.Skip(2), size.Length - 2]);
        }
    }
}
