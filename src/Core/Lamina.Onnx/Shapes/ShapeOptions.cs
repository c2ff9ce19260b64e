using System.Collections.Immutable;

namespace Lamina.Onnx.Shapes;

/// <summary>What inference may assume beyond the model.</summary>
public sealed record ShapeOptions
{
    /// <summary>Numbers for names of axes, such as <c>N</c> = 1. Default: none, names stay names.</summary>
    public IReadOnlyDictionary<string, long> Bindings { get; init; } = ImmutableDictionary<string, long>.Empty;

    /// <summary>
    /// Types and shapes seen when the model was run with inputs of the shapes in <see cref="Bindings"/>; used where inference ends. Default: none.
    /// Without bindings only element type and rank are taken from them, for a run cannot tell a name from a number.
    /// </summary>
    public IReadOnlyDictionary<string, TensorType> Recorded { get; init; } = ImmutableDictionary<string, TensorType>.Empty;

    /// <summary>Number for the first axis of every input that has no fixed length, by name or not: the batch. Default: null, it stays open.</summary>
    public long? Batch { get; init; }
}
