namespace Lamina.Onnx.Flow;

/// <summary>
/// A graph as numbers, for algorithms over it: tensors and nodes in execution order, what each tensor depends on, and which tensors lie on
/// a way of data from an input to an output. Ways that carry only shapes are left out.
/// </summary>
internal sealed class FlowGraph
{
    private readonly Dictionary<string, int> _ids = [];
    private readonly List<string> _names = [];
    private readonly bool[] _sizedByData;

    public FlowGraph(OnnxGraph graph)
    {
        Graph = graph;
        foreach (string name in graph.DeclaredInputs.Select(input => input.Name).Concat(graph.Initializers.Select(tensor => tensor.Name)).Concat(graph.SparseInitializers))
        {
            Id(name);
        }

        Nodes = [.. graph.Topology.Order.Select((node, position) => new FlowNode(
            node,
            position,
            [.. node.Reads.Select(Id).Distinct()],
            [.. node.Outputs.Where(name => name.Length > 0).Select(Id)]))];
        Inputs = [.. graph.Inputs.Select(input => Id(input.Name))];
        Outputs = [.. graph.Outputs.Select(output => Id(output.Name)).Distinct()];

        ProducedAt = new int[_names.Count];
        Array.Fill(ProducedAt, -1);
        Dependences = new Dependence[_names.Count];
        OnPath = new bool[_names.Count];
        Intermediate = new bool[_names.Count];
        _sizedByData = new bool[_names.Count];
        FindDependence();
        FindPaths();
    }

    public OnnxGraph Graph { get; }

    /// <summary>Nodes in execution order.</summary>
    public IReadOnlyList<FlowNode> Nodes { get; }

    /// <summary>Inputs a caller gives.</summary>
    public IReadOnlyList<int> Inputs { get; }

    public IReadOnlyList<int> Outputs { get; }

    /// <summary>Name of each tensor.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Position of the node that produces each tensor, -1 for inputs and constants.</summary>
    public int[] ProducedAt { get; }

    public Dependence[] Dependences { get; }

    /// <summary>Tensors through which data of an input reaches an output.</summary>
    public bool[] OnPath { get; }

    /// <summary>Those of them that are neither input nor output: the candidates for cuts.</summary>
    public bool[] Intermediate { get; }

    public bool TryId(string name, out int id) => _ids.TryGetValue(name, out id);

    /// <summary>The data tensors a node hands on to the outputs of the graph; none for a node that hands on none.</summary>
    public IEnumerable<int> PathReads(FlowNode node) => PathWrites(node).Any() ? node.Reads.Where(id => OnPath[id]) : [];

    public IEnumerable<int> PathWrites(FlowNode node) => node.Writes.Where(id => OnPath[id]);

    private int Id(string name)
    {
        if (!_ids.TryGetValue(name, out int id))
        {
            id = _names.Count;
            _ids.Add(name, id);
            _names.Add(name);
        }

        return id;
    }

    private void FindDependence()
    {
        foreach (int input in Inputs)
        {
            Dependences[input] = Dependence.Data;
        }

        foreach (FlowNode node in Nodes)
        {
            bool sizedByData = node.Reads.Any(id => _sizedByData[id]) || DecidedByData(node);
            Dependence dependence = OperatorTraits.IsRandom(node.Node) ? Dependence.Data
                : OperatorTraits.GivesShape(node.Node) ? OfShape(node)
                : node.Reads.Select(id => Dependences[id]).DefaultIfEmpty(Dependence.Constant).Max();
            foreach (int output in node.Writes)
            {
                ProducedAt[output] = node.Position;
                Dependences[output] = dependence;
                _sizedByData[output] = sizedByData && dependence == Dependence.Data;
            }
        }
    }

    /// <summary>A shape is only a shape while no data decided it: the shape of NonZero's result counts pixels.</summary>
    private Dependence OfShape(FlowNode node)
    {
        if (node.Reads is not [var read, ..])
        {
            return Dependence.Constant;
        }

        return Dependences[read] switch
        {
            Dependence.Data when _sizedByData[read] => Dependence.Data,
            Dependence.Constant => Dependence.Constant,
            _ => Dependence.Shape,
        };
    }

    private bool DecidedByData(FlowNode node)
    {
        for (int i = 0; i < node.Node.Inputs.Length; i++)
        {
            if (node.Node.Input(i) is { } name && Dependences[_ids[name]] == Dependence.Data && OperatorTraits.DecidesSize(node.Node, i))
            {
                return true;
            }
        }

        return node.Node.Captured.Any(name => Dependences[_ids[name]] == Dependence.Data);
    }

    /// <summary>Forward from the inputs, then backward from the outputs, over data alone.</summary>
    private void FindPaths()
    {
        var fromInput = new bool[_names.Count];
        foreach (int input in Inputs)
        {
            fromInput[input] = true;
        }

        foreach (FlowNode node in Nodes.Where(node => node.Reads.Any(id => fromInput[id])))
        {
            foreach (int output in node.Writes.Where(id => Dependences[id] == Dependence.Data))
            {
                fromInput[output] = true;
            }
        }

        foreach (int output in Outputs.Where(id => fromInput[id]))
        {
            OnPath[output] = true;
        }

        for (int i = Nodes.Count - 1; i >= 0; i--)
        {
            if (Nodes[i].Writes.Any(id => OnPath[id]))
            {
                foreach (int read in Nodes[i].Reads.Where(id => fromInput[id]))
                {
                    OnPath[read] = true;
                }
            }
        }

        OnPath.CopyTo(Intermediate, 0);
        foreach (int end in Inputs.Concat(Outputs))
        {
            Intermediate[end] = false;
        }
    }
}

/// <summary>A node with its tensors as numbers; captured tensors are among the reads.</summary>
/// <param name="Node">The node.</param>
/// <param name="Position">Place in the execution order.</param>
/// <param name="Reads">Distinct tensors read.</param>
/// <param name="Writes">Tensors produced.</param>
internal sealed record FlowNode(OnnxNode Node, int Position, int[] Reads, int[] Writes);
