using System.Globalization;
using Google.Protobuf;
using Lamina.Onnx.Protos;
using Lamina.Onnx.Reading;
using Lamina.Onnx.Tensors;
using Lamina.Onnx.Wire;
using Lamina.Onnx.Writing;

namespace Lamina.Onnx.Building;

/// <summary>
/// Builds a model in code. Calls add to the graph in order; each returns the name of the tensor it adds, so that calls nest.
/// Weights may be payloads that are produced when the model is written.
/// </summary>
/// <example><code>
/// var b = new GraphBuilder("tiny", opset: 17);
/// string x = b.Input("x", ElementType.Float, "N", 3, 8, 8);
/// string w = b.Initializer(OnnxTensor.OfFloats("w", [4, 3, 3, 3], weights));
/// string y = b.Node("Conv", [x, w], OnnxAttribute.OfInts("kernel_shape", 3, 3));
/// b.Output(b.Node("Relu", [y], output: "y"), ElementType.Float, "N", 4, 6, 6);
/// OnnxModel model = b.Build();
/// </code></example>
public sealed class GraphBuilder
{
    private readonly GraphParts _parts = new();
    private readonly Dictionary<string, long> _opsets = [];
    private readonly Dictionary<string, string> _metadata = [];
    private readonly HashSet<string> _names = [];
    private readonly string _name;

    /// <summary>Starts an empty graph.</summary>
    /// <param name="name">Name of the graph.</param>
    /// <param name="opset">Version of the standard operator set, 7 or later.</param>
    public GraphBuilder(string name, int opset = 17)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(opset, 7);
        _name = name;
        _opsets[""] = opset;
        IrVersion = opset <= 18 ? 8 : opset <= 20 ? 9 : 10;
    }

    /// <summary>Version of the file format. Default: the one that came with the operator set, at least 8.</summary>
    public long IrVersion { get; set; }

    /// <summary>Adds another operator set.</summary>
    public void Opset(string domain, long version) => _opsets[domain] = version;

    /// <summary>Adds an entry to the model's dictionary.</summary>
    public void Metadata(string key, string value) => _metadata[key] = value;

    /// <summary>Adds an input. Dimensions are numbers or names.</summary>
    public string Input(string name, ElementType type, params IEnumerable<Dimension> shape) => Input(OnnxValue.Of(name, type, new TensorShape(shape)));

    /// <summary>Adds an input.</summary>
    public string Input(OnnxValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _parts.Inputs.Add(value);
        return Claim(value.Name);
    }

    /// <summary>Adds a constant.</summary>
    public string Initializer(OnnxTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentException.ThrowIfNullOrEmpty(tensor.Name, nameof(tensor));
        _parts.Initializers.Add(tensor);
        return Claim(tensor.Name);
    }

    /// <summary>Adds a node of the standard operator set with one output and no name.</summary>
    public string Node(string opType, IEnumerable<string> inputs, params IEnumerable<OnnxAttribute> attributes) =>
        Node(opType, inputs, output: FreshName(opType), attributes: attributes);

    /// <summary>Adds a node with one output.</summary>
    /// <param name="opType">The operator.</param>
    /// <param name="inputs">Input tensors; an empty name omits an optional one.</param>
    /// <param name="output">Name of the output.</param>
    /// <param name="name">Name of the node; empty by default.</param>
    /// <param name="attributes">Attributes.</param>
    /// <param name="domain">Operator set; the standard one by default.</param>
    public string Node(string opType, IEnumerable<string> inputs, string output, string name = "", IEnumerable<OnnxAttribute>? attributes = null, string domain = "")
    {
        Node(opType, inputs, [output], name, attributes, domain);
        return output;
    }

    /// <summary>Adds a node with any number of outputs; an empty name omits an optional one.</summary>
    public void Node(string opType, IEnumerable<string> inputs, IReadOnlyList<string> outputs, string name = "", IEnumerable<OnnxAttribute>? attributes = null, string domain = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(opType);
        ArgumentNullException.ThrowIfNull(outputs);
        foreach (string output in outputs.Where(output => output.Length > 0))
        {
            Claim(output);
        }

        _parts.Nodes.Add(NodeEncoder.Create(opType, domain, name, [.. inputs], [.. outputs], [.. attributes ?? []]));
    }

    /// <summary>Declares a tensor to be a result. Dimensions are numbers or names.</summary>
    public void Output(string name, ElementType type, params IEnumerable<Dimension> shape) => Output(OnnxValue.Of(name, type, new TensorShape(shape)));

    /// <summary>Declares a tensor to be a result.</summary>
    public void Output(OnnxValue value) => _parts.Outputs.Add(value);

    /// <summary>Declares the type of an intermediate tensor.</summary>
    public void ValueInfo(OnnxValue value) => _parts.ValueInfos.Add(value);

    /// <summary>The graph alone, as a subgraph for an attribute. It may use tensors of the graph around it.</summary>
    public OnnxGraph BuildGraph() => new(_name, _parts, Encoder.Graph(_name, _parts, []));

    /// <summary>The model.</summary>
    /// <exception cref="OnnxFormatException">A node reads a tensor nobody produces, or the graph is cyclic.</exception>
    public OnnxModel Build()
    {
        OnnxGraph graph = BuildGraph();
        GraphTopology.Check(graph);
        var content = new ModelContent { IrVersion = IrVersion, ProducerName = "lamina", Graph = graph };
        content.Fields.Add(new NumberField(ModelReader.IrVersion, IrVersion));
        content.Fields.Add(Encoder.Text(ModelReader.ProducerName, content.ProducerName));
        content.GraphIndex = content.Fields.Count;
        content.Fields.Add(new GroupField(ModelReader.Graph, graph.Fields));
        foreach ((string domain, long version) in _opsets)
        {
            content.Opsets.Add(domain, version);
            content.Fields.Add(Message(ModelReader.OpsetImport, new OperatorSetIdProto { Domain = domain, Version = version }));
        }

        foreach ((string key, string value) in _metadata)
        {
            content.Metadata.Add(key, value);
            content.Fields.Add(Message(ModelReader.MetadataProps, new StringStringEntryProto { Key = key, Value = value }));
        }

        return OnnxModel.Of(content);
    }

    /// <summary>A tensor name that is not taken yet, made of <paramref name="stem"/> and a number.</summary>
    public string FreshName(string stem)
    {
        for (int i = _parts.Nodes.Count; ; i++)
        {
            string candidate = string.Create(CultureInfo.InvariantCulture, $"{stem}_{i}");
            if (!_names.Contains(candidate))
            {
                return candidate;
            }
        }
    }

    private static MessageField Message(int number, IMessage message) => new(number, ByteSlice.Of(message.ToByteArray()));

    private string Claim(string name) => _names.Add(name) ? name : throw new ArgumentException($"the graph already has a tensor '{name}'", nameof(name));
}
