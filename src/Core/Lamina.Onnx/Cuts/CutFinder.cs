using Lamina.Onnx.Flow;

namespace Lamina.Onnx.Cuts;

/// <summary>
/// Where a graph can be cut. A cut is a set of intermediate tensors that depend on an input and separate every input from every output; graph
/// inputs and outputs are never part of one. Ways that carry only shapes (Shape, Size and what is computed from them alone) are no bypass.
/// </summary>
public sealed class CutFinder
{
    private readonly FlowGraph _flow;
    private readonly List<int> _singles;

    /// <summary>Analyses a graph.</summary>
    /// <exception cref="OnnxFormatException">The graph is not well-formed.</exception>
    public CutFinder(OnnxGraph graph)
        : this(new FlowGraph(graph ?? throw new ArgumentNullException(nameof(graph))))
    {
    }

    internal CutFinder(FlowGraph flow)
    {
        _flow = flow;
        _singles = CutSweep.Run(flow);
        Singles = [.. _singles.Select(id => flow.Names[id])];
    }

    /// <summary>Every cut of one tensor, in execution order.</summary>
    public IReadOnlyList<string> Singles { get; }

    internal FlowGraph Flow => _flow;

    /// <summary>What a tensor's values depend on.</summary>
    /// <exception cref="ArgumentException">The graph has no such tensor.</exception>
    public Dependence DependenceOf(string tensor) => _flow.TryId(tensor, out int id) ? _flow.Dependences[id] : throw new ArgumentException($"the graph has no tensor '{tensor}'", nameof(tensor));

    /// <summary>The minimal cuts of 2 to <paramref name="maxTensors"/> tensors: no member can be left out.</summary>
    /// <param name="maxTensors">Largest number of tensors, 2 to 6. The work grows with the graph's depth to this power.</param>
    /// <param name="maxCuts">Ceiling of the list.</param>
    public MinimalCuts Minimal(int maxTensors, int maxCuts = 10_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTensors, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxTensors, 6);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxCuts);
        var search = new CutSearch(_flow, maxTensors, maxCuts);
        IReadOnlyList<int[]> cuts = search.Run();
        return new MinimalCuts([.. cuts.Select(cut => (IReadOnlyList<string>)[.. cut.Select(id => _flow.Names[id])])], search.Truncated);
    }

    /// <summary>Why a set of tensors is no cut; null when it is one.</summary>
    public CutRefusal? Refuse(params IReadOnlyCollection<string> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentOutOfRangeException.ThrowIfZero(tensors.Count, nameof(tensors));
        var ids = new List<int>();
        foreach (string tensor in tensors.Distinct())
        {
            if (Unfit(tensor) is { } why)
            {
                return Refusal(tensors, CutRefusalReason.Unfit, why, bypass: null, _flow.TryId(tensor, out int unfit) ? _flow.ProducedAt[unfit] : int.MaxValue);
            }

            _flow.TryId(tensor, out int id);
            ids.Add(id);
        }

        int position = ids.Max(id => _flow.ProducedAt[id]);
        if (DataPath.Find(_flow, [.. ids]) is { } way)
        {
            // The last tensor of the way that exists when the set is complete: what would have to cross as well.
            string bypass = _flow.Names[way.Last(id => _flow.ProducedAt[id] <= position)];
            return Refusal(tensors, CutRefusalReason.Bypassed, $"tensor '{bypass}' bypasses it", bypass, position);
        }

        int idle = ids.FindIndex(id => !IsNeeded(id, ids));
        return idle < 0
            ? null
            : Refusal(tensors, CutRefusalReason.Superfluous, $"tensor '{_flow.Names[ids[idle]]}' is not needed after the others", bypass: null, position);
    }

    /// <summary>The refusal of a set that is a cut but at which the graph cannot be parted.</summary>
    internal CutRefusal Inseparable(IReadOnlyCollection<string> tensors, string why)
    {
        int position = tensors.Max(tensor => _flow.TryId(tensor, out int id) ? _flow.ProducedAt[id] : -1);
        return Refusal(tensors, CutRefusalReason.Inseparable, why, bypass: null, position);
    }

    /// <summary>True when a tensor is computed from members of a cut.</summary>
    public bool LiesBeyond(string tensor, IEnumerable<string> cut)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentNullException.ThrowIfNull(cut);
        var beyond = new bool[_flow.Names.Count];
        HashSet<string> members = [.. cut];
        foreach (FlowNode node in _flow.Nodes.Where(node => node.Reads.Any(id => beyond[id] || members.Contains(_flow.Names[id]))))
        {
            Array.ForEach(node.Writes, id => beyond[id] = true);
        }

        return _flow.TryId(tensor, out int id) && beyond[id];
    }

    private string? Unfit(string tensor)
    {
        if (!_flow.TryId(tensor, out int id))
        {
            return $"the graph has no tensor '{tensor}'";
        }

        return _flow.Intermediate[id] ? null
            : _flow.Inputs.Contains(id) ? $"'{tensor}' is an input of the graph"
            : _flow.Outputs.Contains(id) ? $"'{tensor}' is an output of the graph"
            : _flow.Dependences[id] == Dependence.Constant ? $"'{tensor}' is a constant"
            : _flow.Dependences[id] == Dependence.Shape ? $"'{tensor}' carries only shapes"
            : $"'{tensor}' leads from no input to an output";
    }

    /// <summary>True when an output can be reached from the tensor without another member of the set.</summary>
    private bool IsNeeded(int tensor, List<int> cut)
    {
        var reached = new bool[_flow.Names.Count];
        reached[tensor] = true;
        foreach (FlowNode node in _flow.Nodes.Where(node => node.Reads.Any(id => reached[id])))
        {
            foreach (int output in _flow.PathWrites(node).Where(id => !cut.Contains(id)))
            {
                reached[output] = true;
            }
        }

        return _flow.Outputs.Any(id => reached[id]);
    }

    private CutRefusal Refusal(IReadOnlyCollection<string> tensors, CutRefusalReason reason, string why, string? bypass, int position)
    {
        string? Nearest(int index) => index < 0 ? null : _flow.Names[_singles[index]];
        return new CutRefusal(
            [.. tensors],
            reason,
            why,
            bypass,
            Nearest(_singles.FindLastIndex(id => _flow.ProducedAt[id] < position)),
            Nearest(_singles.FindIndex(id => _flow.ProducedAt[id] > position)));
    }
}
