using System.Collections.Immutable;

namespace Lamina.Plans;

/// <summary>Where the model is cut, and what the worker therefore sees.</summary>
public sealed record PlanCut
{
    /// <summary>The readable name that <c>inspect</c> gives the cut.</summary>
    public required string Label { get; init; }

    /// <summary>The tensors that carry content from head to body; usually one.</summary>
    public required ImmutableArray<TensorSpec> Tensors { get; init; }

    /// <summary>Integer tensors that also cross and carry only shapes; usually none.</summary>
    public required ImmutableArray<TensorSpec> ShapeTensors { get; init; }

    /// <summary>Names of all tensors the worker can see: the cut, the shapes, and everything computed from them outside the enclave.</summary>
    public required ImmutableArray<string> Exposed { get; init; }
}
