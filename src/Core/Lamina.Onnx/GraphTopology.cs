using System.Collections.Immutable;

namespace Lamina.Onnx;

/// <summary>Who produces and who reads each tensor of a graph, and an order in which its nodes can run.</summary>
public sealed class GraphTopology
{
    private static readonly ImmutableArray<OnnxNode> None = [];

    private readonly Dictionary<string, OnnxNode> _producers = [];
    private readonly Dictionary<string, List<OnnxNode>> _consumers = [];
    private readonly HashSet<string> _given;

    internal GraphTopology(OnnxGraph graph)
    {
        _given = [.. graph.DeclaredInputs.Select(input => input.Name), .. graph.Initializers.Select(tensor => tensor.Name), .. graph.SparseInitializers];
        foreach (OnnxNode node in graph.Nodes)
        {
            foreach (string output in node.Outputs.Where(name => name.Length > 0))
            {
                if (_given.Contains(output) || !_producers.TryAdd(output, node))
                {
                    throw new OnnxFormatException($"tensor '{output}' of {node} has a second producer");
                }
            }

            foreach (string input in node.Reads.Distinct())
            {
                if (!_consumers.TryGetValue(input, out List<OnnxNode>? readers))
                {
                    _consumers.Add(input, readers = []);
                }

                readers.Add(node);
            }
        }

        Order = Sort(graph);
    }

    /// <summary>The nodes in an order in which they can run: the file's where it is one, else the file's with as few moves as needed.</summary>
    public ImmutableArray<OnnxNode> Order { get; }

    /// <summary>The node that computes a tensor, or null for inputs and constants.</summary>
    public OnnxNode? Producer(string tensor) => _producers.GetValueOrDefault(tensor);

    /// <summary>The nodes that read a tensor, in file order; a node's subgraphs count as the node.</summary>
    public IReadOnlyList<OnnxNode> Consumers(string tensor) => _consumers.TryGetValue(tensor, out List<OnnxNode>? readers) ? readers : None;

    /// <summary>Checks a whole model's graph: unlike a subgraph it has nothing around it to take tensors from.</summary>
    /// <exception cref="OnnxFormatException">The graph is not well-formed, or a tensor has no producer.</exception>
    internal static void Check(OnnxGraph graph)
    {
        GraphTopology topology = graph.Topology;
        if (graph.Captured is [var missing, ..])
        {
            string reader = topology.Consumers(missing) is [var node, ..] ? $"read by {node}" : "an output of the graph";
            throw new OnnxFormatException($"tensor '{missing}', {reader}, is produced by no node");
        }
    }

    /// <summary>True when the graph has a tensor of that name.</summary>
    public bool Exists(string tensor) => _given.Contains(tensor) || _producers.ContainsKey(tensor);

    private ImmutableArray<OnnxNode> Sort(OnnxGraph graph)
    {
        var position = new Dictionary<OnnxNode, int>(graph.Nodes.Length);
        var missing = new int[graph.Nodes.Length];
        var ready = new PriorityQueue<int, int>();
        for (int i = 0; i < graph.Nodes.Length; i++)
        {
            position.Add(graph.Nodes[i], i);
            foreach (string input in graph.Nodes[i].Reads.Distinct())
            {
                if (_producers.ContainsKey(input))
                {
                    missing[i]++;
                }
            }

            if (missing[i] == 0)
            {
                ready.Enqueue(i, i);
            }
        }

        var order = ImmutableArray.CreateBuilder<OnnxNode>(graph.Nodes.Length);
        while (ready.TryDequeue(out int next, out _))
        {
            OnnxNode node = graph.Nodes[next];
            order.Add(node);
            foreach (string output in node.Outputs.Where(name => name.Length > 0))
            {
                foreach (OnnxNode reader in Consumers(output))
                {
                    int at = position[reader];
                    if (--missing[at] == 0)
                    {
                        ready.Enqueue(at, at);
                    }
                }
            }
        }

        return order.Count == graph.Nodes.Length
            ? order.MoveToImmutable()
            : throw new OnnxFormatException($"the graph is cyclic: {graph.Nodes[Array.FindIndex(missing, count => count > 0)]} waits for its own result");
    }
}
