namespace Lamina.Onnx.Shapes.Rules;

/// <summary>Operators that work element by element.</summary>
internal static class ElementwiseRules
{
    private static readonly string[] Unary =
    [
        "Abs", "Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "BitwiseNot", "Ceil", "Celu", "Clip", "Cos", "Cosh", "CumSum", "Elu", "Erf", "Exp", "Floor",
        "Gelu", "HardSigmoid", "HardSwish", "Hardmax", "Identity", "LeakyRelu", "Log", "LogSoftmax", "LpNormalization", "Mish", "Neg", "Not", "PRelu", "Reciprocal",
        "Relu", "Round", "Selu", "Shrink", "Sigmoid", "Sign", "Sin", "Sinh", "Softmax", "Softplus", "Softsign", "Sqrt", "Swish", "Tan", "Tanh", "ThresholdedRelu", "Trilu",
    ];

    private static readonly string[] Arithmetic = ["Add", "BitShift", "BitwiseAnd", "BitwiseOr", "BitwiseXor", "Div", "Max", "Mean", "Min", "Mod", "Mul", "Pow", "Sub", "Sum"];

    private static readonly string[] Logic = ["And", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Or", "Xor"];

    public static void Register()
    {
        ShapeRules.Add(Same, Unary);
        ShapeRules.Add(node => Combine(node, node.ElementType(0)), Arithmetic);
        ShapeRules.Add(node => Combine(node, ElementType.Bool), Logic);
        ShapeRules.Add(node => As(node, ElementType.Bool), "IsNaN", "IsInf");
        ShapeRules.Add("Cast", node => As(node, (ElementType)node.Int("to", 0)));
        ShapeRules.Add("CastLike", node => As(node, node.ElementType(1)));
        ShapeRules.Add("Where", Where);
        ShapeRules.Add("Dropout", Dropout);
        foreach (string opType in new[] { "Gelu", "FastGelu", "BiasGelu", "QuickGelu" })
        {
            ShapeRules.Add(opType, Same, ShapeRules.Microsoft);
        }
    }

    /// <summary>Type and shape of the first input.</summary>
    public static void Same(NodeShapes node) => As(node, node.ElementType(0));

    private static void As(NodeShapes node, ElementType type) => node.Out(0, type, node.TryShape(0, out TensorShape shape) ? shape : null);

    private static void Combine(NodeShapes node, ElementType type)
    {
        var shapes = new List<TensorShape>();
        for (int i = 0; i < node.InputCount; i++)
        {
            if (!node.TryShape(i, out TensorShape shape))
            {
                node.Out(0, type, shape: null);
                return;
            }

            shapes.Add(shape);
        }

        if (shapes.Count > 0)
        {
            node.Gap("two different names meet on one axis");
            node.Out(0, type, Broadcast.Shapes(shapes));
        }
    }

    private static void Where(NodeShapes node)
    {
        if (node.TryShape(0, out TensorShape condition) && node.TryShape(1, out TensorShape yes) && node.TryShape(2, out TensorShape no))
        {
            node.Out(0, node.ElementType(1), Broadcast.Shapes(condition, yes, no));
        }
    }

    private static void Dropout(NodeShapes node)
    {
        if (node.TryShape(0, out TensorShape shape))
        {
            node.Out(0, node.ElementType(0), shape);
            node.Out(1, ElementType.Bool, shape);
        }
    }
}
