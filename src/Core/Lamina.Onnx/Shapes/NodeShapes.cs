using System.Collections.Immutable;
using Lamina.Onnx.Shapes.Values;
using Lamina.Onnx.Tensors;

namespace Lamina.Onnx.Shapes;

/// <summary>One node as a shape rule sees it: its inputs' types and values, its attributes, and where the results go.</summary>
internal sealed class NodeShapes(OnnxNode node, Scope scope)
{
    private readonly TensorType?[] _results = new TensorType?[node.Outputs.Length];
    private readonly KnownValue?[] _values = new KnownValue?[node.Outputs.Length];

    public OnnxNode Node => node;

    public Scope Scope => scope;

    public int Opset => scope.Run.Opset;

    public int InputCount => node.Inputs.Length;

    public int OutputCount => node.Outputs.Length;

    /// <summary>Multiply-accumulate operations; zero but for products of matrices.</summary>
    public Dimension Macs { get; set; } = Dimension.Of(0);

    /// <summary>Why inference ended.</summary>
    public string Why { get; private set; } = "the shape depends on values";

    public bool Has(int input) => node.Input(input) is not null;

    public TensorType Type(int input) => node.Input(input) is { } name ? scope.Type(name) : TensorType.Unknown;

    public ElementType ElementType(int input) => Type(input).ElementType;

    /// <summary>An input's shape, when at least its rank is known; otherwise says why the result is not.</summary>
    public bool TryShape(int input, out TensorShape shape)
    {
        shape = Type(input).Shape ?? new TensorShape();
        if (Type(input).Shape is null)
        {
            Gap(Has(input) ? $"the shape of '{node.Inputs[input]}' is not known" : $"input {input} is missing");
            return false;
        }

        return true;
    }

    public KnownValue? Value(int input) => node.Input(input) is { } name ? scope.Value(name) : null;

    /// <summary>An input's elements as integers, each a number, a name or unknown; null when the input is missing or its elements are not known.</summary>
    public Dimension[]? Integers(int input) => Value(input)?.Integers;

    public OnnxAttribute? Find(string attribute) => node.Find(attribute) is { Reference: { } reference } ? scope.Caller?.Find(reference) : node.Find(attribute);

    public long Int(string attribute, long fallback) => Find(attribute)?.Int ?? fallback;

    public float Float(string attribute, float fallback) => Find(attribute)?.Float ?? fallback;

    public string Text(string attribute, string fallback) => Find(attribute)?.Text ?? fallback;

    public ImmutableArray<long>? Ints(string attribute) => Find(attribute)?.Ints;

    public OnnxTensor? Tensor(string attribute) => Find(attribute)?.Tensor;

    /// <summary>An axis in 0..rank-1 from one that may count from the end.</summary>
    /// <exception cref="OnnxFormatException">The axis is out of range.</exception>
    public int Axis(long axis, int rank)
    {
        long positive = axis < 0 ? axis + rank : axis;
        return positive >= 0 && positive < rank ? (int)positive : throw new OnnxFormatException($"axis {axis} of {node} is out of {rank} axes");
    }

    /// <summary>
    /// Axes given as an attribute (older operator sets) or as an input (newer ones). <c>Given</c> is false when neither is there; <c>Axes</c> is null when the
    /// input's elements are not known.
    /// </summary>
    public (bool Given, int[]? Axes) Axes(int input, int rank, string attribute = "axes")
    {
        if (Ints(attribute) is { } listed)
        {
            return (true, [.. listed.Select(axis => Axis(axis, rank))]);
        }

        if (!Has(input))
        {
            return (false, null);
        }

        Dimension[]? values = Integers(input);
        return (true, values is null || values.Any(value => value.Value is null) ? null : [.. values.Select(value => Axis(value.Value!.Value, rank))]);
    }

    public void Out(int output, ElementType type, TensorShape? shape)
    {
        if (output < _results.Length)
        {
            _results[output] = new TensorType(type, shape);
        }
    }

    public void Out(int output, ElementType type, params IEnumerable<Dimension> dimensions) => Out(output, type, new TensorShape(dimensions));

    public void OutValue(int output, KnownValue? value)
    {
        if (output < _values.Length)
        {
            _values[output] = value;
        }
    }

    /// <summary>Says why the result, or an axis of it, stays unknown.</summary>
    public void Gap(string why) => Why = why;

    public TensorType Result(int output) => _results[output] ?? TensorType.Unknown;

    public KnownValue? ResultValue(int output) => _values[output];
}
