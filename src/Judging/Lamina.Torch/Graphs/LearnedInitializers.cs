using Lamina.Onnx;
using Lamina.Onnx.Tensors;

namespace Lamina.Torch.Graphs;

/// <summary>
/// Tells a graph's weights from its other constants, which a file does not. Weights are what learned layers read, and constants of
/// more than one element that meet tensors computed by a learned layer. Constants before the first learned layer (a mean to
/// subtract), scalars, and numbers that steer an operator (bounds, exponents, shapes) stay as they are.
/// </summary>
internal sealed class LearnedInitializers
{
    private static readonly HashSet<string> Layers = new(StringComparer.Ordinal)
    {
        "Conv", "ConvTranspose", "Gemm", "BatchNormalization", "InstanceNormalization", "LayerNormalization", "GroupNormalization", "PRelu",
    };

    /// <summary>Operators whose constants may be weights where the other operand was computed by a layer.</summary>
    private static readonly HashSet<string> Mixers = new(StringComparer.Ordinal) { "MatMul", "Add", "Sub", "Mul", "Div", "Sum", "Concat", "Einsum", "Expand", "Where" };

    /// <summary>Operators that pass a constant on in another form.</summary>
    private static readonly HashSet<string> Carriers = new(StringComparer.Ordinal) { "Cast", "Identity", "Transpose", "Reshape", "Unsqueeze", "Squeeze", "Tile" };

    private readonly OnnxGraph _graph;
    private readonly HashSet<string> _afterLayer = new(StringComparer.Ordinal);

    public LearnedInitializers(OnnxGraph graph)
    {
        _graph = graph;
        foreach (OnnxNode node in graph.Topology.Order)
        {
            bool matrix = node.Is("MatMul") && node.Inputs.Any(IsLargeInitializer);
            if (Layers.Contains(node.OpType) || matrix || node.Inputs.Any(_afterLayer.Contains))
            {
                _afterLayer.UnionWith(node.Outputs);
            }
        }
    }

    /// <summary>True for a weight that training may change.</summary>
    public bool IsWeight(OnnxTensor tensor) => tensor.ElementType.IsFloat() && tensor.ElementCount > 0 && Feeds(tensor.Name, tensor.ElementCount > 1);

    /// <summary>True for the running mean or variance of a batch normalisation, which training moves but not by gradients.</summary>
    public bool IsStatistic(OnnxTensor tensor) => tensor.ElementType.IsFloat() && Readers(tensor.Name).Any(reader => reader.Node.Is("BatchNormalization") && reader.Index >= 3);

    private bool Feeds(string name, bool several) => Readers(name).Any(reader => reader.Node switch
    {
        { Domain.Length: > 0 } => false,
        { OpType: "BatchNormalization" } => reader.Index is 1 or 2,
        { OpType: var layer } when Layers.Contains(layer) => reader.Index >= 1,
        { OpType: "MatMul" } => several,
        { OpType: var mixer } when Mixers.Contains(mixer) => several && reader.Node.Outputs.Any(_afterLayer.Contains),
        { OpType: var carrier } when Carriers.Contains(carrier) && reader.Index == 0 => Feeds(reader.Node.Outputs[0], several),
        _ => false,
    });

    private IEnumerable<(OnnxNode Node, int Index)> Readers(string name) =>
        _graph.Topology.Consumers(name).SelectMany(node => node.Inputs.Index().Where(input => input.Item == name).Select(input => (node, input.Index)));

    private bool IsLargeInitializer(string name) => _graph.Initializer(name) is { ElementCount: > 1 };
}
