using Lamina.Onnx.Shapes.Rules;

namespace Lamina.Onnx.Shapes.Values;

/// <summary>Where known elements come from: constants, shapes and ranges.</summary>
internal static class ShapeValues
{
    public static void Register()
    {
        ValueRules.Add("Constant", Constant);
        ValueRules.Add("Shape", node => node.Type(0).Shape is { } x ? KnownValue.OfList(ConstantRules.Picked(node, x)) : null);
        ValueRules.Add("Size", node => node.Type(0).Shape is { } x ? KnownValue.OfIntegers(ElementType.Int64, [], [x.ElementCount]) : null);
        ValueRules.Add("ConstantOfShape", ConstantOfShape);
        ValueRules.Add("Range", Range);
    }

    private static KnownValue? Constant(NodeShapes node)
    {
        foreach (OnnxAttribute attribute in node.Node.Attributes.Select(own => node.Find(own.Name) ?? own))
        {
            switch (attribute.Kind)
            {
                case OnnxAttributeKind.Tensor:
                    return KnownValue.Read(attribute.Tensor);
                case OnnxAttributeKind.Float:
                    return KnownValue.OfFloats(ElementType.Float, [], [attribute.Float]);
                case OnnxAttributeKind.Floats:
                    return KnownValue.OfFloats(ElementType.Float, [attribute.Floats.Length], [.. attribute.Floats]);
                case OnnxAttributeKind.Int:
                    return KnownValue.OfIntegers(ElementType.Int64, [], [attribute.Int]);
                case OnnxAttributeKind.Ints:
                    return KnownValue.OfList(attribute.Ints.Select(Dimension.Of));
            }
        }

        return null;
    }

    private static KnownValue? ConstantOfShape(NodeShapes node)
    {
        if (!TryDims(node.Integers(0), out long[] dims, out int count))
        {
            return null;
        }

        KnownValue? value = node.Tensor("value") is { } tensor ? KnownValue.Read(tensor) : KnownValue.OfFloats(ElementType.Float, [1], [0]);
        return value is { Count: > 0 } ? value.Pick(new int[count], dims) : null;
    }

    private static KnownValue? Range(NodeShapes node)
    {
        if (node.Integers(0) is not [{ Value: { } start }] || node.Integers(1) is not [{ Value: { } limit }] || node.Integers(2) is not [{ Value: { } step }] || step == 0)
        {
            return null;
        }

        Int128 count = Int128.Max(0, (((Int128)limit - start) + step + (step > 0 ? -1 : 1)) / step);
        if (count > KnownValue.MaxElements)
        {
            return null;
        }

        KnownValue? range = KnownValue.OfIntegers(node.ElementType(0), [(long)count], [.. Enumerable.Range(0, (int)count).Select(i => Dimension.Of(start + (i * step)))]);
        node.Out(0, node.ElementType(0), (long)count);
        return range;
    }

    /// <summary>A shape of numbers that is small enough to hold the elements of.</summary>
    public static bool TryDims(Dimension[]? wanted, out long[] dims, out int count)
    {
        dims = [];
        count = 0;
        if (wanted is null || wanted.Any(length => length.Value is not (>= 0 and <= KnownValue.MaxElements)))
        {
            return false;
        }

        dims = [.. wanted.Select(length => length.Value!.Value)];
        Int128 product = dims.Aggregate((Int128)1, (all, length) => Int128.Min(all * length, KnownValue.MaxElements + 1));
        count = (int)product;
        return product <= KnownValue.MaxElements;
    }
}
