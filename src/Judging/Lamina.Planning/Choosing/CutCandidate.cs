using System.Collections.Immutable;
using Lamina.Plans.Measured;

namespace Lamina.Planning.Choosing;

/// <summary>A cut that may be chosen, with what it costs. Its place in the list of candidates is its depth.</summary>
public sealed record CutCandidate
{
    /// <summary>Names of the exposed tensors.</summary>
    public required ImmutableArray<string> Tensors { get; init; }

    /// <summary>Its readable name.</summary>
    public required string Label { get; init; }

    /// <summary>Bytes that cross to the worker with one request.</summary>
    public required long ExposedBytes { get; init; }

    /// <summary>Measured time and memory.</summary>
    public required CostRow Cost { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Label;
}
