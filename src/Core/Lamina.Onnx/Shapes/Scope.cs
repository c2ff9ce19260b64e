using Lamina.Onnx.Shapes.Values;
using Lamina.Onnx.Tensors;

namespace Lamina.Onnx.Shapes;

/// <summary>What is known of the tensors of one graph, subgraph or function call; a subgraph sees the scope around it.</summary>
internal sealed class Scope(InferenceRun run, Scope? outer = null, NodeShapes? caller = null)
{
    private readonly Dictionary<string, TensorType> _types = [];
    private readonly Dictionary<string, KnownValue> _values = [];
    private readonly Dictionary<string, OnnxTensor> _constants = [];

    public InferenceRun Run => run;

    public List<ShapeGap> Gaps { get; } = [];

    public Dictionary<OnnxNode, Dimension> Macs { get; } = [];

    /// <summary>In the body of a function: the call, whose attributes the body may refer to.</summary>
    public NodeShapes? Caller => caller;

    public TensorType Type(string name) => _types.TryGetValue(name, out TensorType? type) ? type : outer?.Type(name) ?? TensorType.Unknown;

    public bool IsKnown(string name) => _types.ContainsKey(name);

    public void Set(string name, TensorType type) => _types[name] = type;

    public void Set(string name, KnownValue? value)
    {
        if (value is not null)
        {
            _values[name] = value;
        }
    }

    public void SetConstant(OnnxTensor tensor)
    {
        _types[tensor.Name] = new TensorType(tensor.ElementType, TensorShape.Of(tensor.Dims));
        _constants[tensor.Name] = tensor;
    }

    /// <summary>The elements, read from the model at the first request.</summary>
    public KnownValue? Value(string name)
    {
        if (_values.TryGetValue(name, out KnownValue? value))
        {
            return value;
        }

        if (_constants.TryGetValue(name, out OnnxTensor? tensor) && KnownValue.Read(tensor) is { } read)
        {
            _values.Add(name, read);
            return read;
        }

        return _types.ContainsKey(name) ? null : outer?.Value(name);
    }
}
