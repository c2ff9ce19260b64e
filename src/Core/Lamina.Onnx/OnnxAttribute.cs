using System.Collections.Immutable;
using System.Text;
using Lamina.Onnx.Tensors;

namespace Lamina.Onnx;

/// <summary>A named argument of a node, fixed in the model. Reading it as another kind than it is refuses the model.</summary>
public sealed class OnnxAttribute
{
    private readonly object? _value;

    internal OnnxAttribute(string name, OnnxAttributeKind kind, object? value, string? reference = null)
    {
        Name = name;
        Kind = kind;
        _value = value;
        Reference = reference;
    }

    /// <summary>Name, such as <c>kernel_shape</c>.</summary>
    public string Name { get; }

    /// <summary>What it holds.</summary>
    public OnnxAttributeKind Kind { get; }

    /// <summary>Inside a model-local function: the attribute of the calling node that gives the value. Null elsewhere.</summary>
    public string? Reference { get; }

    /// <summary>The number.</summary>
    /// <exception cref="OnnxFormatException">It is of another kind; so for every reader below.</exception>
    public long Int => Value<long>(OnnxAttributeKind.Int);

    /// <summary>The number.</summary>
    public float Float => Value<float>(OnnxAttributeKind.Float);

    /// <summary>The text, its bytes read as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    /// <summary>The bytes of a text.</summary>
    public ReadOnlyMemory<byte> Bytes => Value<byte[]>(OnnxAttributeKind.Text);

    /// <summary>The list.</summary>
    public ImmutableArray<long> Ints => Value<ImmutableArray<long>>(OnnxAttributeKind.Ints);

    /// <summary>The list.</summary>
    public ImmutableArray<float> Floats => Value<ImmutableArray<float>>(OnnxAttributeKind.Floats);

    /// <summary>The list.</summary>
    public IReadOnlyList<string> Texts => [.. RawTexts.Select(Encoding.UTF8.GetString)];

    /// <summary>The tensor.</summary>
    public OnnxTensor Tensor => Value<OnnxTensor>(OnnxAttributeKind.Tensor);

    /// <summary>The list.</summary>
    public ImmutableArray<OnnxTensor> Tensors => Value<ImmutableArray<OnnxTensor>>(OnnxAttributeKind.Tensors);

    /// <summary>The subgraph.</summary>
    public OnnxGraph Graph => Value<OnnxGraph>(OnnxAttributeKind.Graph);

    /// <summary>The subgraphs; empty when the attribute holds none.</summary>
    public ImmutableArray<OnnxGraph> Subgraphs => _value switch
    {
        OnnxGraph graph => [graph],
        ImmutableArray<OnnxGraph> graphs => graphs,
        _ => [],
    };

    internal ImmutableArray<byte[]> RawTexts => Value<ImmutableArray<byte[]>>(OnnxAttributeKind.Texts);

    /// <summary>An integer.</summary>
    public static OnnxAttribute Of(string name, long value) => new(name, OnnxAttributeKind.Int, value);

    /// <summary>A float.</summary>
    public static OnnxAttribute Of(string name, float value) => new(name, OnnxAttributeKind.Float, value);

    /// <summary>A text.</summary>
    public static OnnxAttribute Of(string name, string value) => new(name, OnnxAttributeKind.Text, Encoding.UTF8.GetBytes(value));

    /// <summary>A tensor; its elements are embedded in the node when the model is built.</summary>
    public static OnnxAttribute Of(string name, OnnxTensor value) => new(name, OnnxAttributeKind.Tensor, value);

    /// <summary>A subgraph.</summary>
    public static OnnxAttribute Of(string name, OnnxGraph value) => new(name, OnnxAttributeKind.Graph, value);

    /// <summary>A list of integers.</summary>
    public static OnnxAttribute OfInts(string name, params IEnumerable<long> values) => new(name, OnnxAttributeKind.Ints, values.ToImmutableArray());

    /// <summary>A list of floats.</summary>
    public static OnnxAttribute OfFloats(string name, params IEnumerable<float> values) => new(name, OnnxAttributeKind.Floats, values.ToImmutableArray());

    /// <summary>A list of texts.</summary>
    public static OnnxAttribute OfTexts(string name, params IEnumerable<string> values) =>
        new(name, OnnxAttributeKind.Texts, values.Select(Encoding.UTF8.GetBytes).ToImmutableArray());

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Kind}";

    private T Value<T>(OnnxAttributeKind wanted) => Kind == wanted && _value is T value
        ? value
        : throw new OnnxFormatException($"attribute '{Name}' is of kind {Kind}, {wanted} was wanted");
}
