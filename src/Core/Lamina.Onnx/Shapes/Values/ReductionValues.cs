namespace Lamina.Onnx.Shapes.Values;

/// <summary>Reductions of a list to one element, and the places of elements that are not zero.</summary>
internal static class ReductionValues
{
    public static void Register()
    {
        ValueRules.Add("ReduceProd", node => Whole(node, Dimension.One, Dimension.Multiply));
        ValueRules.Add("ReduceSum", node => Whole(node, Dimension.Of(0), Dimension.Add));
        ValueRules.Add("NonZero", NonZero);
    }

    private static KnownValue? Whole(NodeShapes node, Dimension start, Func<Dimension, Dimension, Dimension> combine)
    {
        // Over a list every choice of axes is the whole list, unless none is chosen and none means "do nothing".
        if (node.Value(0) is not { Integers: { } elements, Dims.Length: 1 } value || node.Int("noop_with_empty_axes", 0) != 0)
        {
            return null;
        }

        return KnownValue.OfIntegers(value.Type, node.Int("keepdims", 1) != 0 ? [1] : [], [elements.Aggregate(start, combine)]);
    }

    /// <summary>One column per element that is not zero, one row per axis.</summary>
    private static KnownValue? NonZero(NodeShapes node)
    {
        if (node.Value(0) is not { Dims.Length: > 0 } value || (value.Integers?.Any(element => element.Value is null) ?? false))
        {
            return null;
        }

        int[] found = [.. Enumerable.Range(0, value.Count).Where(i => value.Integers is { } integers ? integers[i].Value != 0 : value.Floats![i] != 0)];
        var places = new Dimension[value.Dims.Length * found.Length];
        for (int i = 0; i < found.Length; i++)
        {
            long rest = found[i];
            for (int axis = value.Dims.Length - 1; axis >= 0; axis--)
            {
                places[(axis * found.Length) + i] = rest % value.Dims[axis];
                rest /= value.Dims[axis];
            }
        }

        node.Out(0, ElementType.Int64, value.Dims.Length, found.Length);
        return KnownValue.OfIntegers(ElementType.Int64, [value.Dims.Length, found.Length], places);
    }
}
