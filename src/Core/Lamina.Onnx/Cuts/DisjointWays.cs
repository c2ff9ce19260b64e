using Lamina.Onnx.Flow;

namespace Lamina.Onnx.Cuts;

/// <summary>
/// Counts ways of data from input to output that share no tensor that could still be cut: no cut can have fewer tensors than there are such ways
/// (Menger's theorem). Augmenting paths over a network in which each such tensor lets one way through.
/// </summary>
internal sealed class DisjointWays
{
    private const int Unlimited = int.MaxValue / 2;

    private readonly FlowGraph _flow;
    private readonly List<int> _heads = [];
    private readonly List<int> _capacities = [];
    private readonly List<int>[] _edgesOf;
    private readonly int[] _room;
    private readonly int[] _through;
    private readonly int _source;
    private readonly int _sink;

    /// <summary>Two points per tensor, before and after it, and one per node.</summary>
    public DisjointWays(FlowGraph flow)
    {
        _flow = flow;
        int tensors = flow.Names.Count;
        _source = (2 * tensors) + flow.Nodes.Count;
        _sink = _source + 1;
        _edgesOf = [.. Enumerable.Range(0, _sink + 1).Select(_ => new List<int>())];
        _through = new int[tensors];
        for (int id = 0; id < tensors; id++)
        {
            _through[id] = Connect(Before(id), After(id), Unlimited);
        }

        foreach (FlowNode node in flow.Nodes)
        {
            int point = (2 * tensors) + node.Position;
            foreach (int read in flow.PathReads(node))
            {
                Connect(After(read), point, Unlimited);
            }

            foreach (int output in flow.PathWrites(node))
            {
                Connect(point, Before(output), Unlimited);
            }
        }

        foreach (int input in flow.Inputs.Where(id => flow.OnPath[id]))
        {
            Connect(_source, Before(input), Unlimited);
        }

        foreach (int output in flow.Outputs.Where(id => flow.OnPath[id]))
        {
            Connect(After(output), _sink, Unlimited);
        }

        _room = new int[_capacities.Count];
    }

    /// <summary>The number of ways, counted up to <paramref name="limit"/> + 1.</summary>
    /// <param name="chosen">Tensors already cut: no way goes through them.</param>
    /// <param name="barred">Tensors that will not be cut: any number of ways goes through them.</param>
    /// <param name="limit">Where counting may end.</param>
    public int Count(ReadOnlySpan<int> chosen, bool[] barred, int limit)
    {
        _capacities.CopyTo(_room);
        for (int id = 0; id < _through.Length; id++)
        {
            _room[_through[id]] = _flow.Intermediate[id] && !barred[id] ? 1 : Unlimited;
        }

        foreach (int id in chosen)
        {
            _room[_through[id]] = 0;
        }

        int count = 0;
        while (count <= limit && Augment())
        {
            count++;
        }

        return count;
    }

    private static int Before(int tensor) => 2 * tensor;

    private static int After(int tensor) => (2 * tensor) + 1;

    private int Connect(int from, int to, int capacity)
    {
        int edge = _heads.Count;
        _edgesOf[from].Add(edge);
        _heads.Add(to);
        _capacities.Add(capacity);
        _edgesOf[to].Add(edge + 1);
        _heads.Add(from);
        _capacities.Add(0);
        return edge;
    }

    /// <summary>Finds one more way and takes it; an edge and its reverse are neighbours, so ^1 turns one into the other.</summary>
    private bool Augment()
    {
        var by = new int[_edgesOf.Length];
        Array.Fill(by, -1);
        var open = new Queue<int>([_source]);
        while (by[_sink] < 0 && open.TryDequeue(out int point))
        {
            foreach (int edge in _edgesOf[point].Where(edge => _room[edge] > 0 && by[_heads[edge]] < 0 && _heads[edge] != _source))
            {
                by[_heads[edge]] = edge;
                open.Enqueue(_heads[edge]);
            }
        }

        if (by[_sink] < 0)
        {
            return false;
        }

        for (int point = _sink; point != _source; point = _heads[by[point] ^ 1])
        {
            _room[by[point]]--;
            _room[by[point] ^ 1]++;
        }

        return true;
    }
}
