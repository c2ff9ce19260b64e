using Lamina.Onnx.Shapes.Values;

namespace Lamina.Onnx.Shapes;

/// <summary>Type and shape of every tensor of a graph, as far as they follow from the graph alone, and what each node costs.</summary>
public sealed class ShapeMap
{
    private readonly Scope _scope;

    internal ShapeMap(Scope scope) => _scope = scope;

    /// <summary>Where inference ended, in execution order.</summary>
    public IReadOnlyList<ShapeGap> Gaps => _scope.Gaps;

    /// <summary>What is known of a tensor; <see cref="TensorType.Unknown"/> for a name the graph does not have.</summary>
    public TensorType this[string tensor] => _scope.Type(tensor);

    /// <summary>Multiply-accumulate operations of a node (one sample where the batch is bound to 1); null when its shapes are not known. Zero for operators without products of matrices.</summary>
    public Dimension? Macs(OnnxNode node) => _scope.Macs.TryGetValue(node, out Dimension? macs) && !macs.IsUnknown ? macs : null;

    /// <summary>The elements of a tensor that follows from shapes and constants alone; null when it does not or is large.</summary>
    internal KnownValue? Value(string tensor) => _scope.Value(tensor);
}
