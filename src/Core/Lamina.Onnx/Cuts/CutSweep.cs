using Lamina.Onnx.Flow;

namespace Lamina.Onnx.Cuts;

/// <summary>
/// Finds every single-tensor cut in one pass. After each node of an execution order, the live tensors are those that were produced and are
/// still to be read. A tensor separates inputs from outputs exactly when it is the only live one right after its producer: any other live
/// tensor would reach an output through a node that runs later, hence without it.
/// </summary>
internal static class CutSweep
{
    /// <summary>The cuts in execution order.</summary>
    /// <param name="flow">The graph.</param>
    /// <param name="removed">Tensors taken out of the graph first; null for none.</param>
    public static List<int> Run(FlowGraph flow, ReadOnlySpan<int> removed = default)
    {
        bool[] reachable = Reachable(flow, removed);
        int[] readUntil = ReadUntil(flow, reachable);
        var cuts = new List<int>();
        int live = 0;
        int identity = 0; // The exclusive-or of all live tensors: with one alive, that one.
        foreach (int input in flow.Inputs.Where(id => reachable[id]))
        {
            live++;
            identity ^= input;
        }

        foreach (FlowNode node in flow.Nodes)
        {
            bool hasWrites = false;
            foreach (int output in node.Writes.Where(id => reachable[id]))
            {
                live++;
                identity ^= output;
                hasWrites = true;
            }

            if (!hasWrites)
            {
                continue;
            }

            foreach (int read in node.Reads.Where(id => reachable[id] && readUntil[id] == node.Position))
            {
                live--;
                identity ^= read;
            }

            if (live == 1 && flow.Intermediate[identity] && flow.ProducedAt[identity] == node.Position)
            {
                cuts.Add(identity);
            }
        }

        return cuts;
    }

    /// <summary>Position of the last node that hands each tensor on; after every node for outputs.</summary>
    private static int[] ReadUntil(FlowGraph flow, bool[] reachable)
    {
        var readUntil = new int[flow.Names.Count];
        foreach (FlowNode node in flow.Nodes.Where(node => node.Writes.Any(id => reachable[id])))
        {
            foreach (int read in node.Reads)
            {
                readUntil[read] = node.Position;
            }
        }

        foreach (int output in flow.Outputs)
        {
            readUntil[output] = int.MaxValue;
        }

        return readUntil;
    }

    /// <summary>Tensors that still lie on a way from an input to an output.</summary>
    private static bool[] Reachable(FlowGraph flow, ReadOnlySpan<int> removed)
    {
        if (removed.IsEmpty)
        {
            return flow.OnPath;
        }

        var blocked = new bool[flow.Names.Count];
        foreach (int id in removed)
        {
            blocked[id] = true;
        }

        var forward = new bool[flow.Names.Count];
        foreach (int input in flow.Inputs.Where(id => flow.OnPath[id]))
        {
            forward[input] = true;
        }

        foreach (FlowNode node in flow.Nodes.Where(node => node.Reads.Any(id => forward[id])))
        {
            foreach (int output in node.Writes.Where(id => flow.OnPath[id] && !blocked[id]))
            {
                forward[output] = true;
            }
        }

        var both = new bool[flow.Names.Count];
        foreach (int output in flow.Outputs.Where(id => forward[id]))
        {
            both[output] = true;
        }

        for (int i = flow.Nodes.Count - 1; i >= 0; i--)
        {
            FlowNode node = flow.Nodes[i];
            if (node.Writes.Any(id => both[id]))
            {
                foreach (int read in node.Reads.Where(id => forward[id]))
                {
                    both[read] = true;
                }
            }
        }

        return both;
    }
}
