using System.Collections.Immutable;
using Lamina.Onnx.Shapes;

namespace Lamina.Onnx.Splitting;

/// <summary>Where to split a model.</summary>
public sealed record SplitRequest
{
    /// <summary>The tensors of the cut.</summary>
    public required IReadOnlyList<string> Cut { get; init; }

    /// <summary>Tensors at which the tail begins. Default: none, and no tail.</summary>
    public IReadOnlyList<string> TailCut { get; init; } = [];

    /// <summary>Types from a recording run, for models whose types do not follow from the file. Default: none.</summary>
    public IReadOnlyDictionary<string, TensorType> Recorded { get; init; } = ImmutableDictionary<string, TensorType>.Empty;
}
