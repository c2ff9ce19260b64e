namespace Lamina.Onnx.Tests.Cuts;

/// <summary>
/// The definition of a cut, word for word and slow: remove the tensors; is an output still reachable from an input other than through shapes?
/// Shares no code with the product but the graph itself.
/// </summary>
internal static class BruteForce
{
    /// <summary>Every single-tensor cut.</summary>
    public static IReadOnlyList<string> Singles(OnnxGraph graph) => [.. Candidates(graph).Where(tensor => IsCut(graph, [tensor]))];

    /// <summary>Every minimal cut of exactly <paramref name="size"/> tensors.</summary>
    public static IReadOnlyList<string[]> Minimal(OnnxGraph graph, int size) =>
        [.. Subsets([.. Candidates(graph)], size).Where(set => IsCut(graph, set) && set.All(member => !IsCut(graph, [.. set.Where(other => other != member)])))];

    public static bool IsCut(OnnxGraph graph, IReadOnlyCollection<string> removed) => !Reached(graph, removed).Overlaps(graph.Outputs.Select(output => output.Name));

    /// <summary>Intermediate tensors that data of an input reaches and that reach an output.</summary>
    public static IEnumerable<string> Candidates(OnnxGraph graph)
    {
        HashSet<string> ends = [.. graph.Inputs.Concat(graph.Outputs).Select(end => end.Name)];
        HashSet<string> reached = Reached(graph, []);
        return graph.Nodes.SelectMany(node => node.Outputs).Where(tensor => reached.Contains(tensor) && !ends.Contains(tensor) && ReachesOutput(graph, tensor));
    }

    private static bool ReachesOutput(OnnxGraph graph, string tensor) => Flood(graph, [tensor], []).Overlaps(graph.Outputs.Select(output => output.Name));

    private static HashSet<string> Reached(OnnxGraph graph, IReadOnlyCollection<string> removed) => Flood(graph, graph.Inputs.Select(input => input.Name), removed);

    /// <summary>Repeats over all nodes until nothing new is reached, so it needs no order.</summary>
    private static HashSet<string> Flood(OnnxGraph graph, IEnumerable<string> start, IReadOnlyCollection<string> removed)
    {
        HashSet<string> reached = [.. start];
        int before;
        do
        {
            before = reached.Count;
            foreach (OnnxNode node in graph.Nodes.Where(node => node.OpType is not ("Shape" or "Size") && node.Reads.Any(reached.Contains)))
            {
                reached.UnionWith(node.Outputs.Where(output => output.Length > 0 && !removed.Contains(output)));
            }
        }
        while (reached.Count > before);
        return reached;
    }

    private static IEnumerable<string[]> Subsets(string[] items, int size)
    {
        if (size == 0)
        {
            yield return [];
            yield break;
        }

        for (int i = 0; i <= items.Length - size; i++)
        {
            foreach (string[] rest in Subsets(items[(i + 1)..], size - 1))
            {
                yield return [items[i], .. rest];
            }
        }
    }
}
