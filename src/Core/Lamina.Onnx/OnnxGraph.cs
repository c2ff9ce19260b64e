using System.Collections.Immutable;
using Lamina.Onnx.Tensors;
using Lamina.Onnx.Writing;

namespace Lamina.Onnx;

/// <summary>
/// Nodes and constants of a model or of a subgraph. Immutable. A graph that was read keeps every field as it lay in the file, known or not, and in its order.
/// </summary>
public sealed class OnnxGraph
{
    private readonly Lazy<ImmutableArray<string>> _captured;
    private readonly Lazy<GraphTopology> _topology;
    private readonly Dictionary<string, OnnxTensor> _initializersByName;

    internal OnnxGraph(string name, GraphParts parts, ImmutableArray<EncodedField> fields)
    {
        Name = name;
        Nodes = [.. parts.Nodes];
        Initializers = [.. parts.Initializers];
        DeclaredInputs = [.. parts.Inputs];
        Outputs = [.. parts.Outputs];
        ValueInfos = [.. parts.ValueInfos];
        SparseInitializers = [.. parts.SparseInitializers];
        Fields = fields;
        _initializersByName = new(Initializers.Length);
        foreach (OnnxTensor tensor in Initializers)
        {
            if (!_initializersByName.TryAdd(tensor.Name, tensor))
            {
                throw new OnnxFormatException($"graph '{name}' has two initializers named '{tensor.Name}'");
            }
        }

        Inputs = [.. DeclaredInputs.Where(input => !_initializersByName.ContainsKey(input.Name))];
        _captured = new(() => GraphScope.Captured(this));
        _topology = new(() => new GraphTopology(this));
    }

    /// <summary>Name of the graph.</summary>
    public string Name { get; }

    /// <summary>Nodes in file order, which the format wants to be an execution order; <see cref="Topology"/> gives one in any case.</summary>
    public ImmutableArray<OnnxNode> Nodes { get; }

    /// <summary>Constants, dense ones.</summary>
    public ImmutableArray<OnnxTensor> Initializers { get; }

    /// <summary>What a caller must give: the declared inputs that are no initializers.</summary>
    public ImmutableArray<OnnxValue> Inputs { get; }

    /// <summary>Every declared input, also those that an initializer gives a default (all of them below IR version 4).</summary>
    public ImmutableArray<OnnxValue> DeclaredInputs { get; }

    /// <summary>Results.</summary>
    public ImmutableArray<OnnxValue> Outputs { get; }

    /// <summary>Declared types of intermediate tensors.</summary>
    public ImmutableArray<OnnxValue> ValueInfos { get; }

    /// <summary>Names of sparse constants; kept, not read.</summary>
    public ImmutableArray<string> SparseInitializers { get; }

    /// <summary>Outer tensors this graph uses; not empty for subgraphs only.</summary>
    public ImmutableArray<string> Captured => _captured.Value;

    /// <summary>Who produces and who reads each tensor, and an execution order.</summary>
    /// <exception cref="OnnxFormatException">The graph is cyclic or a tensor has two producers.</exception>
    public GraphTopology Topology => _topology.Value;

    /// <summary>Everything in the order in which it is written.</summary>
    internal ImmutableArray<EncodedField> Fields { get; }

    /// <summary>The initializer of that name, or null.</summary>
    public OnnxTensor? Initializer(string name) => _initializersByName.GetValueOrDefault(name);
}
