using Lamina.Onnx;

namespace Lamina.Torch.Graphs;

/// <summary>
/// Products x * sigmoid(x), which exporters write as two nodes. Run as one (SiLU) they keep one tensor for the backward pass
/// instead of three and pass over memory once: EfficientNets spend a good part of a training step there.
/// </summary>
internal static class SigmoidProducts
{
    /// <summary>The x of such a product, or null where a node is none or something else reads its sigmoid.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="node">Any node.</param>
    /// <param name="wanted">Tensors that are asked for: a wanted sigmoid must be computed.</param>
    public static string? FactorOf(OnnxGraph graph, OnnxNode node, IReadOnlySet<string> wanted)
    {
        if (!node.Is("Mul") || node.Inputs.Length != 2)
        {
            return null;
        }

        return Match(node.Inputs[0], node.Inputs[1]) ?? Match(node.Inputs[1], node.Inputs[0]);

        string? Match(string x, string gate) =>
            graph.Topology.Producer(gate) is { } sigmoid && sigmoid.Is("Sigmoid") && sigmoid.Inputs[0] == x
            && graph.Topology.Consumers(gate).Count == 1 && !wanted.Contains(gate) && graph.Outputs.All(output => output.Name != gate)
                ? x
                : null;
    }
}
