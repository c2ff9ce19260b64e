namespace Lamina.Onnx.Shapes;

/// <summary>What holds for one whole inference: operator sets, functions, assumptions.</summary>
internal sealed class InferenceRun
{
    private const int MaxCallDepth = 16;

    private readonly Dictionary<(string Domain, string Name), OnnxFunction> _functions = [];
    private readonly ShapeOptions _options;
    private int _depth;

    public InferenceRun(OnnxModel model, ShapeOptions options)
    {
        Opset = model.Opset;
        _options = options;
        foreach (OnnxFunction function in model.Functions)
        {
            _functions[(function.Domain is "ai.onnx" ? "" : function.Domain, function.Name)] = function;
        }
    }

    public int Opset { get; }

    public OnnxFunction? Function(OnnxNode node) => _functions.GetValueOrDefault((node.Domain, node.OpType));

    /// <summary>Infers a graph in a scope that already knows what lies around it.</summary>
    public void Infer(OnnxGraph graph, Scope scope)
    {
        foreach (OnnxValue input in graph.DeclaredInputs.Where(input => !scope.IsKnown(input.Name)))
        {
            scope.Set(input.Name, new TensorType(input.ElementType, input.Shape));
        }

        foreach (Tensors.OnnxTensor tensor in graph.Initializers)
        {
            scope.SetConstant(tensor);
        }

        var declared = new Dictionary<string, TensorType>();
        foreach (OnnxValue value in graph.ValueInfos.Concat(graph.Outputs).Where(value => value.IsTensor))
        {
            declared[value.Name] = new TensorType(value.ElementType, Bind(value.Shape));
        }

        foreach (OnnxNode node in graph.Topology.Order)
        {
            Infer(node, scope, declared);
        }
    }

    /// <summary>Infers the body of a function call; false when calls are nested too deep to follow.</summary>
    public bool TryCall(OnnxFunction function, NodeShapes call, out Scope body)
    {
        body = new Scope(this, outer: null, call);
        if (_depth >= MaxCallDepth)
        {
            return false;
        }

        _depth++;
        for (int i = 0; i < function.Inputs.Length; i++)
        {
            body.Set(function.Inputs[i], call.Type(i));
            body.Set(function.Inputs[i], call.Value(i));
        }

        foreach (OnnxNode node in function.Nodes)
        {
            Infer(node, body, []);
        }

        _depth--;
        return true;
    }

    /// <summary>A subgraph's scope, inferred; null when nested too deep.</summary>
    public Scope? TryNested(OnnxGraph graph, Scope outer)
    {
        if (_depth >= MaxCallDepth)
        {
            return null;
        }

        _depth++;
        var scope = new Scope(this, outer, outer.Caller);
        Infer(graph, scope);
        _depth--;
        return scope;
    }

    /// <summary>The input types with bindings applied: what inference starts from.</summary>
    public TensorType Start(OnnxValue input)
    {
        TensorShape? shape = Bind(input.Shape);
        if (shape is { Rank: > 0 } && _options.Batch is { } batch && shape[0].Value is null)
        {
            shape = new TensorShape([Dimension.Of(batch), .. shape.Skip(1)]);
        }

        return new TensorType(input.ElementType, shape);
    }

    private void Infer(OnnxNode node, Scope scope, Dictionary<string, TensorType> declared)
    {
        var shapes = new NodeShapes(node, scope);
        try
        {
            ShapeRules.Apply(shapes);
        }
        catch (OnnxFormatException e)
        {
            shapes.Gap(e.Message);
        }

        for (int i = 0; i < node.Outputs.Length; i++)
        {
            string name = node.Outputs[i];
            if (name.Length == 0)
            {
                continue;
            }

            TensorType type = Complete(shapes.Result(i), declared.GetValueOrDefault(name));
            type = _options.Recorded.TryGetValue(name, out TensorType? recorded) ? Complete(type, Trusted(recorded)) : type;
            scope.Set(name, type);
            scope.Set(name, shapes.ResultValue(i));
            if (!type.IsComplete)
            {
                scope.Gaps.Add(new ShapeGap(name, node.ToString(), shapes.Why));
            }
        }

        scope.Macs[node] = shapes.Macs;
    }

    /// <summary>A run with batch 1 cannot tell an axis that is 1 from one that is the batch.</summary>
    private TensorType Trusted(TensorType recorded) => _options.Bindings.Count > 0 || _options.Batch is not null
        ? recorded
        : recorded with { Shape = recorded.Shape is null ? null : new TensorShape(recorded.Shape.Select(_ => Dimension.Unknown)) };

    /// <summary>What is inferred, and what is declared only where inference is silent: exporters' declarations are not always right.</summary>
    private static TensorType Complete(TensorType inferred, TensorType? declared)
    {
        if (declared is null || inferred.IsComplete)
        {
            return inferred;
        }

        TensorShape? shape = inferred.Shape ?? declared.Shape;
        if (inferred.Shape is { } known && declared.Shape is { } said && known.Rank == said.Rank)
        {
            shape = new TensorShape(known.Select((dimension, axis) => dimension.IsUnknown ? said[axis] : dimension));
        }

        return new TensorType(inferred.ElementType == ElementType.Undefined ? declared.ElementType : inferred.ElementType, shape);
    }

    private TensorShape? Bind(TensorShape? shape) => shape is null || _options.Bindings.Count == 0
        ? shape
        : new TensorShape(shape.Select(dimension => dimension.Evaluate(_options.Bindings) is { } value ? value : dimension));
}
