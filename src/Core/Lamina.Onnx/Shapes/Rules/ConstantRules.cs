namespace Lamina.Onnx.Shapes.Rules;

/// <summary>Operators that make tensors from attributes, shapes or counts.</summary>
internal static class ConstantRules
{
    public static void Register()
    {
        ShapeRules.Add("Constant", Constant);
        ShapeRules.Add("Shape", node => node.Out(0, ElementType.Int64, node.Type(0).Shape is { } x ? new TensorShape(Picked(node, x).Count()) : null));
        ShapeRules.Add("Size", node => node.Out(0, ElementType.Int64, new TensorShape()));
        ShapeRules.Add("ConstantOfShape", ConstantOfShape);
        ShapeRules.Add("Range", Range);
        ShapeRules.Add("EyeLike", node => Like(node, ElementType.Undefined));
        ShapeRules.Add(node => Like(node, ElementType.Undefined), "RandomNormalLike", "RandomUniformLike", "Bernoulli");
        ShapeRules.Add(Random, "RandomNormal", "RandomUniform");
        ShapeRules.Add("Multinomial", Multinomial);
    }

    /// <summary>The axes a Shape node gives: all, or start..end from operator set 15 on.</summary>
    public static IEnumerable<Dimension> Picked(NodeShapes node, TensorShape x)
    {
        int Bound(long index) => (int)Math.Clamp(index < 0 ? index + x.Rank : index, 0, x.Rank);
        int start = Bound(node.Int("start", 0));
        return x.Skip(start).Take(Math.Max(0, Bound(node.Int("end", x.Rank)) - start));
    }

    private static void Constant(NodeShapes node)
    {
        foreach (OnnxAttribute attribute in node.Node.Attributes.Select(own => node.Find(own.Name) ?? own))
        {
            switch (attribute.Kind)
            {
                case OnnxAttributeKind.Tensor:
                    node.Out(0, attribute.Tensor.ElementType, TensorShape.Of(attribute.Tensor.Dims));
                    return;
                case OnnxAttributeKind.Float:
                    node.Out(0, ElementType.Float, new TensorShape());
                    return;
                case OnnxAttributeKind.Floats:
                    node.Out(0, ElementType.Float, attribute.Floats.Length);
                    return;
                case OnnxAttributeKind.Int:
                    node.Out(0, ElementType.Int64, new TensorShape());
                    return;
                case OnnxAttributeKind.Ints:
                    node.Out(0, ElementType.Int64, attribute.Ints.Length);
                    return;
                case OnnxAttributeKind.Text:
                    node.Out(0, ElementType.String, new TensorShape());
                    return;
                case OnnxAttributeKind.Texts:
                    node.Out(0, ElementType.String, attribute.Texts.Count);
                    return;
            }
        }

        node.Gap("the constant is of a kind that is not read");
    }

    private static void ConstantOfShape(NodeShapes node)
    {
        ElementType type = node.Tensor("value")?.ElementType ?? ElementType.Float;
        if (node.Integers(0) is { } wanted)
        {
            node.Out(0, type, wanted);
        }
        else
        {
            node.Gap("the shape to take depends on values");
            node.Out(0, type, shape: null);
        }
    }

    /// <summary>A range of step 1 may count up to a name: it then has that many elements.</summary>
    private static void Range(NodeShapes node)
    {
        bool counts = node.Integers(0) is [{ Value: not null }] && node.Integers(2) is [{ Value: 1 }];
        node.Out(0, node.ElementType(0), counts && node.Integers(1) is [var limit] ? limit - node.Integers(0)![0] : Dimension.Unknown);
    }

    private static void Like(NodeShapes node, ElementType fallback)
    {
        if (node.TryShape(0, out TensorShape x))
        {
            long type = node.Int("dtype", (long)fallback);
            node.Out(0, type == 0 ? node.ElementType(0) : (ElementType)type, x);
        }
    }

    private static void Random(NodeShapes node)
    {
        if (node.Ints("shape") is { } shape)
        {
            node.Out(0, (ElementType)node.Int("dtype", 1), shape.Select(Dimension.Of));
        }
    }

    private static void Multinomial(NodeShapes node)
    {
        if (node.TryShape(0, out TensorShape x) && x.Rank == 2)
        {
            node.Out(0, (ElementType)node.Int("dtype", (long)ElementType.Int32), x[0], node.Int("sample_size", 1));
        }
    }
}
