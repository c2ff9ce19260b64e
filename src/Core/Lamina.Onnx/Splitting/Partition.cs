using Lamina.Onnx.Flow;
using Lamina.Onnx.Shapes;

namespace Lamina.Onnx.Splitting;

/// <summary>
/// Decides what goes into each part. Each part is what its outputs need, walked back to the cut before it. Constants are taken by every part that
/// needs them. A shape that a later part needs is, in this order: computed there by the graph's own nodes, folded to numbers, computed from the shapes of
/// the tensors that cross, or crosses itself as an integer tensor.
/// </summary>
internal sealed class Partition
{
    private readonly FlowGraph _flow;
    private readonly ShapeMap _shapes;
    private readonly List<int[]> _cuts;
    private readonly List<Reach> _reaches;

    /// <summary>Plans the parts.</summary>
    /// <param name="flow">The graph.</param>
    /// <param name="shapes">Its shapes, names kept.</param>
    /// <param name="cuts">Cuts in order, each valid and after the one before.</param>
    public Partition(FlowGraph flow, ShapeMap shapes, IEnumerable<int[]> cuts)
    {
        _flow = flow;
        _shapes = shapes;
        _cuts = [.. cuts];
        _reaches = [.. _cuts.Select(cut => new Reach(flow, cut))];
        Parts = [.. Enumerable.Range(0, _cuts.Count + 1).Select(_ => new PartPlan())];

        // A caller gives the head what it would give the whole model, needed or not.
        Parts[0].Inputs.UnionWith(flow.Inputs);

        // Last part first: what it cannot compute itself becomes a target of an earlier one.
        for (int part = _cuts.Count; part >= 0 && Fault is null; part--)
        {
            List<int> targets = Parts[part].Targets;
            targets.InsertRange(0, part == _cuts.Count ? flow.Outputs : _cuts[part]);
            Walk(part, [.. targets.Distinct()]);
        }

        Fault ??= SharedChance();
    }

    public IReadOnlyList<PartPlan> Parts { get; }

    /// <summary>Why the graph cannot be parted here although the cut is one; null when it can.</summary>
    public string? Fault { get; private set; }

    private void Walk(int part, IEnumerable<int> targets)
    {
        PartPlan plan = Parts[part];
        var seen = new HashSet<int>();
        var open = new Stack<int>(targets);
        while (open.TryPop(out int tensor))
        {
            if (!seen.Add(tensor))
            {
                continue;
            }

            if (part > 0 && _cuts[part - 1].Contains(tensor))
            {
                plan.Inputs.Add(tensor);
            }
            else if (part > 0 && _flow.Dependences[tensor] == Dependence.Shape)
            {
                Resolve(part, tensor, open);
            }
            else
            {
                Include(part, tensor, open);
            }
        }
    }

    /// <summary>Takes the node that produces a tensor, or the tensor itself where none does.</summary>
    private void Include(int part, int tensor, Stack<int> open)
    {
        int producer = _flow.ProducedAt[tensor];
        if (producer >= 0)
        {
            if (Parts[part].Nodes.Add(producer))
            {
                Array.ForEach(_flow.Nodes[producer].Reads, open.Push);
            }
        }
        else if (_flow.Inputs.Contains(tensor))
        {
            Parts[part].Inputs.Add(tensor);
            Fault ??= part > 0 ? $"'{_flow.Names[tensor]}' would be needed after the cut" : null;
        }
        else
        {
            Parts[part].Constants.Add(tensor);
        }
    }

    private void Resolve(int part, int tensor, Stack<int> open)
    {
        Reach reach = _reaches[part - 1];
        if (reach.ComputesShape[tensor])
        {
            Include(part, tensor, open);
            return;
        }

        if (_shapes.Value(_flow.Names[tensor]) is { } value && ShapeNodes.CanMake(value, CutShapes(part)))
        {
            Parts[part].Recomputed.Add(tensor, value);
            Parts[part].Inputs.UnionWith(_cuts[part - 1]);
            return;
        }

        TensorType type = _shapes[_flow.Names[tensor]];
        if (type.ElementType.IsInteger() && type.Shape is { Rank: <= 1 })
        {
            int giver = _reaches.FindIndex(earlier => !earlier.Beyond[tensor]);
            if (giver >= 0 && giver < part)
            {
                Parts[part].ShapeInputs.Add(tensor);
                if (!Parts[giver].Targets.Contains(tensor))
                {
                    Parts[giver].Targets.Add(tensor);
                }

                return;
            }
        }

        int producer = _flow.ProducedAt[tensor];
        if (producer < 0 || OperatorTraits.GivesShape(_flow.Nodes[producer].Node))
        {
            Fault ??= $"the shape '{_flow.Names[tensor]}' mixes what lies before and after the cut";
            return;
        }

        Include(part, tensor, open);
    }

    private IEnumerable<(string Name, TensorShape Shape)> CutShapes(int part) => _cuts[part - 1]
        .Select(id => (Name: _flow.Names[id], _shapes[_flow.Names[id]].Shape))
        .Where(tensor => tensor.Shape is not null)
        .Select(tensor => (tensor.Name, tensor.Shape!));

    /// <summary>A node of chance gives other values each time it runs, so two parts must not both run it.</summary>
    private string? SharedChance()
    {
        int shared = Parts.SelectMany(part => part.Nodes).GroupBy(position => position).Where(group => group.Count() > 1).Select(group => group.Key)
            .FirstOrDefault(position => OperatorTraits.IsRandom(_flow.Nodes[position].Node), -1);
        return shared < 0 ? null : $"both sides would need the random values of {_flow.Nodes[shared].Node}";
    }
}
