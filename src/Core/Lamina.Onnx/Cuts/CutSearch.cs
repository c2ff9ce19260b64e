using Lamina.Onnx.Flow;

namespace Lamina.Onnx.Cuts;

/// <summary>
/// Finds the minimal cuts of several tensors: sets no member of which can be left out. Every cut contains a tensor of any one way from
/// input to output, so the search takes such a way, puts each of its tensors into the cut in turn (and bars the earlier ones, so that each set is met
/// once), gives up where more disjoint ways are left than members, and lets <see cref="CutSweep"/> find the last member.
/// </summary>
internal sealed class CutSearch(FlowGraph flow, int maxTensors, int maxCuts)
{
    private readonly DisjointWays _ways = new(flow);
    private readonly List<int[]> _found = [];
    private readonly bool[] _barred = new bool[flow.Names.Count];

    /// <summary>True when the ceiling ended the search.</summary>
    public bool Truncated { get; private set; }

    /// <summary>The cuts of 2 to the given number of tensors, each in execution order, ordered by their last and then first tensor.</summary>
    public IReadOnlyList<int[]> Run()
    {
        if (maxTensors > 1)
        {
            Extend([]);
        }

        return [.. _found.OrderBy(cut => flow.ProducedAt[cut[^1]]).ThenBy(cut => flow.ProducedAt[cut[0]]).ThenBy(cut => cut.Length)];
    }

    private void Extend(int[] chosen)
    {
        int left = maxTensors - chosen.Length;
        int ways = _ways.Count(chosen, _barred, left);
        if (ways > left)
        {
            return;
        }

        if (ways == 0)
        {
            Offer(chosen);
            return;
        }

        if (chosen.Length == maxTensors - 1)
        {
            foreach (int last in CutSweep.Run(flow, chosen))
            {
                Offer([.. chosen, last]);
            }

            return;
        }

        int[] way = DataPath.Find(flow, chosen)!;
        var barredHere = new List<int>();
        foreach (int tensor in way.Where(id => flow.Intermediate[id] && !_barred[id]))
        {
            if (Truncated)
            {
                break;
            }

            Extend([.. chosen, tensor]);
            _barred[tensor] = true;
            barredHere.Add(tensor);
        }

        barredHere.ForEach(id => _barred[id] = false);
    }

    private void Offer(int[] cut)
    {
        if (cut.Length < 2 || _barred[cut[^1]] || !cut.All(member => DataPath.Find(flow, [.. cut.Where(other => other != member)]) is not null))
        {
            return;
        }

        if (_found.Count == maxCuts)
        {
            Truncated = true;
            return;
        }

        _found.Add([.. cut.OrderBy(id => flow.ProducedAt[id]).ThenBy(id => id)]);
    }
}
