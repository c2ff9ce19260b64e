using System.Collections.Immutable;

namespace Lamina.Onnx;

/// <summary>Which names a subgraph takes from around it.</summary>
internal static class GraphScope
{
    public static ImmutableArray<string> Captured(OnnxGraph graph)
    {
        HashSet<string> own =
        [
            .. graph.DeclaredInputs.Select(input => input.Name),
            .. graph.Initializers.Select(tensor => tensor.Name),
            .. graph.SparseInitializers,
            .. graph.Nodes.SelectMany(node => node.Outputs),
        ];
        IEnumerable<string> read = graph.Nodes.SelectMany(node => node.Reads).Concat(graph.Outputs.Select(output => output.Name));
        return [.. read.Where(name => !own.Contains(name)).Distinct()];
    }
}
