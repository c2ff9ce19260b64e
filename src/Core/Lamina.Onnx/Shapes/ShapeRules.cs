using Lamina.Onnx.Shapes.Rules;
using Lamina.Onnx.Shapes.Values;

namespace Lamina.Onnx.Shapes;

/// <summary>The rule of each operator. Every family of operators registers its own in a file under Rules.</summary>
internal static class ShapeRules
{
    /// <summary>The domain of the operators that ONNX Runtime adds.</summary>
    public const string Microsoft = "com.microsoft";

    private static readonly Dictionary<(string Domain, string OpType), Action<NodeShapes>> Rules = [];

    static ShapeRules()
    {
        ElementwiseRules.Register();
        ConvolutionRules.Register();
        PoolingRules.Register();
        MatrixRules.Register();
        NormalizationRules.Register();
        ReductionRules.Register();
        LayoutRules.Register();
        SliceRules.Register();
        GatherRules.Register();
        ResizeRules.Register();
        ConstantRules.Register();
        RecurrentRules.Register();
        AttentionRules.Register();
        QuantizationRules.Register();
    }

    public static void Add(string opType, Action<NodeShapes> rule, string domain = "") => Rules.Add((domain, opType), rule);

    /// <summary>A rule of an operator that multiplies matrices: its cost is unknown until the rule has found it.</summary>
    public static void AddProduct(string opType, Action<NodeShapes> rule, string domain = "") => Add(
        opType,
        node =>
        {
            node.Macs = Dimension.Unknown;
            rule(node);
        },
        domain);

    /// <summary>One rule for several operators of the standard set.</summary>
    public static void Add(Action<NodeShapes> rule, params IEnumerable<string> opTypes)
    {
        foreach (string opType in opTypes)
        {
            Add(opType, rule);
        }
    }

    public static void Apply(NodeShapes node)
    {
        if (node.Scope.Run.Function(node.Node) is { } function)
        {
            Call(node, function);
            return;
        }

        if (node.Node.Is("If"))
        {
            Branch(node);
            return;
        }

        if (!Rules.TryGetValue((node.Node.Domain, node.Node.OpType), out Action<NodeShapes>? rule))
        {
            node.Macs = Dimension.Unknown;
            node.Gap(node.Node.Domain.Length == 0 ? $"{node.Node.OpType} has no shape rule" : $"{node.Node.Domain}.{node.Node.OpType} has no shape rule");
            return;
        }

        rule(node);
        ValueRules.Apply(node);
    }

    private static void Call(NodeShapes node, OnnxFunction function)
    {
        if (!node.Scope.Run.TryCall(function, node, out Scope body))
        {
            node.Macs = Dimension.Unknown;
            node.Gap("functions call each other too deep");
            return;
        }

        for (int i = 0; i < Math.Min(node.OutputCount, function.Outputs.Length); i++)
        {
            TensorType type = body.Type(function.Outputs[i]);
            node.Out(i, type.ElementType, type.Shape);
            node.OutValue(i, body.Value(function.Outputs[i]));
        }

        if (body.Gaps.Count > 0)
        {
            node.Gap($"in function {function.Name}: {body.Gaps[0].Why}");
        }

        node.Macs = body.Macs.Values.Aggregate(Dimension.Of(0), Dimension.Add);
    }

    /// <summary>The result of If is known where both branches agree; its cost is that of the dearer one.</summary>
    private static void Branch(NodeShapes node)
    {
        Scope? then = node.Find("then_branch") is { } a ? node.Scope.Run.TryNested(a.Graph, node.Scope) : null;
        Scope? otherwise = node.Find("else_branch") is { } b ? node.Scope.Run.TryNested(b.Graph, node.Scope) : null;
        if (then is null || otherwise is null)
        {
            node.Macs = Dimension.Unknown;
            node.Gap("a branch is missing or nested too deep");
            return;
        }

        for (int i = 0; i < node.OutputCount; i++)
        {
            TensorType left = BranchResult(then, node.Find("then_branch")!.Graph, i);
            TensorType right = BranchResult(otherwise, node.Find("else_branch")!.Graph, i);
            node.Gap("the branches give different shapes");
            node.Out(i, left.ElementType == right.ElementType ? left.ElementType : ElementType.Undefined, Agreed(left.Shape, right.Shape));
        }

        Dimension thenMacs = then.Macs.Values.Aggregate(Dimension.Of(0), Dimension.Add);
        Dimension elseMacs = otherwise.Macs.Values.Aggregate(Dimension.Of(0), Dimension.Add);
        node.Macs = thenMacs.Equals(elseMacs) ? thenMacs
            : thenMacs.Value is { } x && elseMacs.Value is { } y ? Dimension.Of(Math.Max(x, y))
            : Dimension.Unknown;
    }

    private static TensorType BranchResult(Scope scope, OnnxGraph graph, int output) => output < graph.Outputs.Length ? scope.Type(graph.Outputs[output].Name) : TensorType.Unknown;

    private static TensorShape? Agreed(TensorShape? left, TensorShape? right) => left is null || right is null || left.Rank != right.Rank
        ? null
        : new TensorShape(left.Select((dimension, axis) => dimension.Equals(right[axis]) ? dimension : Dimension.Unknown));
}
