using Lamina.Onnx;
using Lamina.Onnx.Building;

namespace Lamina.Planning.Profiling;

/// <summary>
/// A model that takes a cut's tensors and answers with their shapes: served beside the body, it costs what the hand-off costs and nothing else.
/// Works on any server of the Open Inference Protocol, where no clock of the server's is to be had.
/// </summary>
public static class HandoffModel
{
    /// <summary>Builds it.</summary>
    /// <param name="tensors">The cut's tensors as the body's inputs declare them.</param>
    public static OnnxModel Build(IEnumerable<OnnxValue> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        GraphBuilder graph = new("handoff");
        foreach (OnnxValue tensor in tensors)
        {
            string name = graph.Input(tensor);
            graph.Output(graph.Node("Shape", [name], output: name + "/shape"), ElementType.Int64, tensor.Shape?.Count ?? 0);
        }

        return graph.Build();
    }
}
