using System.Collections.Immutable;
using Lamina.Onnx.Shapes;

namespace Lamina.Onnx.Inspection;

/// <summary>What to look for in a model.</summary>
public sealed record InspectionOptions
{
    /// <summary>The defaults.</summary>
    public static InspectionOptions Default { get; } = new();

    /// <summary>Largest number of tensors in a cut, 1 to 6. Default 1. From 2 on the minimal cuts of several tensors are added.</summary>
    public int MaxTensors { get; init; } = 1;

    /// <summary>Ceiling for cuts of several tensors. Default 10,000.</summary>
    public int MaxCuts { get; init; } = 10_000;

    /// <summary>Numbers for names of axes other than the batch, which is 1. Default: none.</summary>
    public IReadOnlyDictionary<string, long> Bindings { get; init; } = ImmutableDictionary<string, long>.Empty;

    /// <summary>Types from a run with batch 1 and these bindings, used where static inference ends. Default: none.</summary>
    public IReadOnlyDictionary<string, TensorType> Recorded { get; init; } = ImmutableDictionary<string, TensorType>.Empty;
}
