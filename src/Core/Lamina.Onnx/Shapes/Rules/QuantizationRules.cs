namespace Lamina.Onnx.Shapes.Rules;

/// <summary>Between floating-point numbers and their quantised form.</summary>
internal static class QuantizationRules
{
    public static void Register()
    {
        ShapeRules.Add("QuantizeLinear", Quantize);
        ShapeRules.Add("DequantizeLinear", Dequantize);
        ShapeRules.Add("DynamicQuantizeLinear", DynamicQuantize);
        ShapeRules.Add("QuantizeLinear", Quantize, ShapeRules.Microsoft);
        ShapeRules.Add("DequantizeLinear", Dequantize, ShapeRules.Microsoft);
        foreach (string opType in new[] { "QLinearAdd", "QLinearMul" })
        {
            ShapeRules.Add(opType, Binary, ShapeRules.Microsoft);
        }

        foreach (string opType in new[] { "QLinearSigmoid", "QLinearLeakyRelu", "QLinearSoftmax" })
        {
            ShapeRules.Add(opType, ElementwiseRules.Same, ShapeRules.Microsoft);
        }
    }

    private static void Quantize(NodeShapes node)
    {
        long stated = node.Int("output_dtype", 0);
        ElementType type = node.Has(2) ? node.ElementType(2) : stated != 0 ? (ElementType)stated : ElementType.UInt8;
        node.Out(0, type, node.TryShape(0, out TensorShape x) ? x : null);
    }

    private static void Dequantize(NodeShapes node)
    {
        long stated = node.Int("output_dtype", 0);
        node.Out(0, stated != 0 ? (ElementType)stated : node.ElementType(1), node.TryShape(0, out TensorShape x) ? x : null);
    }

    private static void DynamicQuantize(NodeShapes node)
    {
        node.Out(0, ElementType.UInt8, node.TryShape(0, out TensorShape x) ? x : null);
        node.Out(1, ElementType.Float, new TensorShape());
        node.Out(2, ElementType.UInt8, new TensorShape());
    }

    /// <summary>Left and right operand, each followed by scale and zero point.</summary>
    private static void Binary(NodeShapes node)
    {
        if (node.TryShape(0, out TensorShape left) && node.TryShape(3, out TensorShape right))
        {
            node.Out(0, node.ElementType(0), Broadcast.Shapes(left, right));
        }
    }
}
