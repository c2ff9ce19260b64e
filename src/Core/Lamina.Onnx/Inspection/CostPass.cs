using Lamina.Onnx.Flow;
using Lamina.Onnx.Shapes;
using Lamina.Onnx.Tensors;

namespace Lamina.Onnx.Inspection;

/// <summary>What it takes to run the head up to some node, in execution order.</summary>
/// <param name="Macs">Multiply-accumulate operations; null when a node's are not known.</param>
/// <param name="Parameters">Elements of the weights.</param>
/// <param name="PeakBytes">Weights plus the most that is alive at once; null when a tensor's size is not known.</param>
internal readonly record struct RunningCost(long? Macs, long Parameters, long? PeakBytes);

/// <summary>
/// Adds up costs node by node. Activations live from their producer to their last reader, as a runtime that frees at once would have it; weights
/// count when the first node needs them and stay. Only nodes that lead to the wanted tensors are counted.
/// </summary>
internal sealed class CostPass
{
    private readonly FlowGraph _flow;
    private readonly ShapeMap _shapes;
    private readonly bool[] _wanted;
    private readonly int[] _readUntil;
    private readonly bool[] _weightSeen;
    private long? _macs = 0;
    private long _parameters;
    private long? _weightBytes = 0;
    private long? _live = 0;
    private long? _peak = 0;

    /// <param name="flow">The graph.</param>
    /// <param name="shapes">Shapes with every axis a number, as far as known.</param>
    /// <param name="targets">What is wanted; null for everything that leads from an input to an output.</param>
    private CostPass(FlowGraph flow, ShapeMap shapes, IReadOnlyCollection<int>? targets)
    {
        _flow = flow;
        _shapes = shapes;
        _wanted = targets is null ? flow.OnPath : Ancestors(flow, targets);
        _readUntil = new int[flow.Names.Count];
        _weightSeen = new bool[flow.Names.Count];
        foreach (FlowNode node in flow.Nodes.Where(IsRun))
        {
            foreach (int read in node.Reads)
            {
                _readUntil[read] = node.Position;
            }
        }

        foreach (int target in targets ?? flow.Outputs)
        {
            _readUntil[target] = int.MaxValue;
        }
    }

    /// <summary>The cost after every node that produces one of <paramref name="stops"/>, by tensor; the last entry, by -1, is the whole.</summary>
    public static Dictionary<int, RunningCost> Run(FlowGraph flow, ShapeMap shapes, IReadOnlyCollection<int>? targets, IReadOnlyCollection<int> stops)
    {
        var pass = new CostPass(flow, shapes, targets);
        var costs = new Dictionary<int, RunningCost>();
        HashSet<int> wanted = [.. stops];
        foreach (int input in flow.Inputs.Where(id => flow.OnPath[id]))
        {
            pass.Grow(input);
        }

        pass._peak = pass._live;
        foreach (FlowNode node in flow.Nodes.Where(pass.IsRun))
        {
            pass.Step(node);
            foreach (int output in node.Writes.Where(wanted.Contains))
            {
                costs[output] = pass.Cost;
            }
        }

        costs[-1] = pass.Cost;
        return costs;
    }

    private RunningCost Cost => new(_macs, _parameters, _peak + _weightBytes);

    /// <summary>True for elements that training would find, as opposed to indices, shapes and switches.</summary>
    public static bool IsParameter(OnnxTensor tensor) => tensor.ElementType is not (ElementType.Int64 or ElementType.Int32 or ElementType.Bool or ElementType.String);

    private static bool[] Ancestors(FlowGraph flow, IReadOnlyCollection<int> targets)
    {
        var wanted = new bool[flow.Names.Count];
        foreach (int target in targets)
        {
            wanted[target] = true;
        }

        for (int i = flow.Nodes.Count - 1; i >= 0; i--)
        {
            if (flow.Nodes[i].Writes.Any(id => wanted[id]))
            {
                foreach (int read in flow.Nodes[i].Reads.Where(id => flow.Dependences[id] == Dependence.Data))
                {
                    wanted[read] = true;
                }
            }
        }

        return wanted;
    }

    private bool IsRun(FlowNode node) => node.Writes.Any(id => _wanted[id]);

    private void Step(FlowNode node)
    {
        _macs += _shapes.Macs(node.Node)?.Value;
        foreach (int read in node.Reads)
        {
            AddWeights(read);
        }

        foreach (int output in node.Writes)
        {
            Grow(output);
        }

        _peak = _peak is { } peak && _live is { } live ? Math.Max(peak, live) : null;
        foreach (int read in node.Reads.Where(id => _flow.Dependences[id] == Dependence.Data && _readUntil[id] == node.Position))
        {
            _live -= Bytes(read);
        }

        foreach (int unread in node.Writes.Where(id => _readUntil[id] == 0))
        {
            _live -= Bytes(unread);
        }
    }

    private void Grow(int tensor) => _live += Bytes(tensor);

    private long? Bytes(int tensor) => _shapes[_flow.Names[tensor]].Bytes;

    /// <summary>The weights behind a constant, wherever they lie in a chain of nodes that only rearrange them.</summary>
    private void AddWeights(int tensor)
    {
        var open = new Stack<int>([tensor]);
        while (open.TryPop(out int next))
        {
            if (_flow.Dependences[next] != Dependence.Constant || _weightSeen[next])
            {
                continue;
            }

            _weightSeen[next] = true;
            if (_flow.ProducedAt[next] >= 0)
            {
                FlowNode producer = _flow.Nodes[_flow.ProducedAt[next]];
                Array.ForEach(producer.Reads, open.Push);
                Count(producer.Node.Is("Constant") && producer.Node.Find("value") is { Kind: OnnxAttributeKind.Tensor } value ? value.Tensor : null);
            }
            else
            {
                Count(_flow.Graph.Initializer(_flow.Names[next]));
            }
        }
    }

    private void Count(OnnxTensor? tensor)
    {
        if (tensor is null || tensor.IsText)
        {
            return;
        }

        _weightBytes += tensor.Payload.Length;
        _parameters += IsParameter(tensor) ? tensor.ElementCount : 0;
    }
}
