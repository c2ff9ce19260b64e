using Lamina.Onnx.Flow;
using Lamina.Onnx.Shapes;

namespace Lamina.Onnx.Inspection;

/// <summary>
/// Finds where a tail should begin by itself: before the global pooling that ends a convolutional classifier, else before the last linear layer.
/// </summary>
public static class TailFinder
{
    /// <summary>The single-tensor cut at which the tail begins, or null when there is none after the cut.</summary>
    /// <param name="inspection">The model.</param>
    /// <param name="cut">The cut between head and body; the tail must begin after it.</param>
    public static string? Find(ModelInspection inspection, IReadOnlyCollection<string> cut)
    {
        ArgumentNullException.ThrowIfNull(inspection);
        ArgumentNullException.ThrowIfNull(cut);
        FlowGraph flow = inspection.Finder.Flow;
        int Position(string tensor) => flow.TryId(tensor, out int id) ? flow.ProducedAt[id] : -1;
        int after = cut.Max(Position);
        List<FlowNode> path = [.. flow.Nodes.Where(node => flow.PathWrites(node).Any())];
        foreach (Func<FlowNode, bool> begins in new Func<FlowNode, bool>[] { node => PoolsAll(node.Node, inspection.Sample), node => IsLinear(flow, node) })
        {
            if (path.FindLast(node => begins(node)) is { } first)
            {
                string? start = inspection.Finder.Singles.LastOrDefault(tensor => Position(tensor) < first.Position);
                if (start is not null && Position(start) > after)
                {
                    return start;
                }
            }
        }

        return null;
    }

    /// <summary>True when every spatial axis of an image shrinks to 1 or vanishes.</summary>
    private static bool PoolsAll(OnnxNode node, ShapeMap shapes)
    {
        if (node.Is("GlobalAveragePool") || node.Is("GlobalMaxPool"))
        {
            return true;
        }

        if (node.Input(0) is not { } input || shapes[input].Shape is not { Rank: 4 } x || x.Skip(1).Count(length => length.Value > 1) < 2 || shapes[node.Outputs[0]].Shape is not { } y)
        {
            return false;
        }

        return (node.Is("AveragePool") || node.Is("MaxPool") || node.Is("ReduceMean")) && y.Skip(1).Count(length => length.Value != 1) == 1;
    }

    /// <summary>A product with weights, as opposed to one of two activations.</summary>
    private static bool IsLinear(FlowGraph flow, FlowNode node) => (node.Node.Is("Gemm") || node.Node.Is("MatMul"))
        && node.Node.Input(1) is { } weights && flow.TryId(weights, out int id) && flow.Dependences[id] == Dependence.Constant;
}
