using Lamina.Onnx.Flow;

namespace Lamina.Onnx.Cuts;

/// <summary>A way of data from an input to an output that avoids given tensors.</summary>
internal static class DataPath
{
    private const int Start = -1;
    private const int Unseen = -2;
    private const int Avoided = -3;

    /// <summary>The tensors of one such way, input first; null when there is none.</summary>
    public static int[]? Find(FlowGraph flow, ReadOnlySpan<int> avoid)
    {
        var previous = new int[flow.Names.Count];
        Array.Fill(previous, Unseen);
        foreach (int id in avoid)
        {
            previous[id] = Avoided;
        }

        foreach (int input in flow.Inputs.Where(id => flow.OnPath[id] && previous[id] == Unseen))
        {
            previous[input] = Start;
        }

        foreach (FlowNode node in flow.Nodes)
        {
            int from = Array.FindIndex(node.Reads, id => previous[id] >= Start);
            if (from < 0)
            {
                continue;
            }

            foreach (int output in node.Writes.Where(id => flow.OnPath[id] && previous[id] == Unseen))
            {
                previous[output] = node.Reads[from];
            }
        }

        foreach (int output in flow.Outputs.Where(id => previous[id] >= Start))
        {
            var way = new List<int>();
            for (int at = output; at >= 0; at = previous[at])
            {
                way.Add(at);
            }

            way.Reverse();
            return [.. way];
        }

        return null;
    }
}
