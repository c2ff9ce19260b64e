namespace Lamina.Onnx.Shapes.Values;

/// <summary>
/// Computes the elements of small tensors that follow from constants and shapes: what decides the shapes of other tensors. Elements that are names stay names.
/// Operators without a rule simply have no known elements.
/// </summary>
internal static class ValueRules
{
    private static readonly Dictionary<string, Func<NodeShapes, KnownValue?>> Rules = [];

    static ValueRules()
    {
        ShapeValues.Register();
        IndexValues.Register();
        ArithmeticValues.Register();
        ReductionValues.Register();
    }

    public static void Add(string opType, Func<NodeShapes, KnownValue?> rule) => Rules.Add(opType, rule);

    public static void Apply(NodeShapes node)
    {
        if (node.Node.Domain.Length > 0)
        {
            return;
        }

        if (node.Node.OpType == "Split")
        {
            IndexValues.Split(node);
            return;
        }

        if (node.OutputCount == 1 && Rules.TryGetValue(node.Node.OpType, out Func<NodeShapes, KnownValue?>? rule))
        {
            node.OutValue(0, rule(node));
        }
    }
}
