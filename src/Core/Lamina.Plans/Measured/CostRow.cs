using System.Collections.Immutable;

namespace Lamina.Plans.Measured;

/// <summary>
/// Measured time of one cut, in milliseconds per request: the median of each phase with its quartiles.
/// The names are those of <c>profile --json</c>. The total is measured, not the sum of the medians.
/// </summary>
public sealed record CostRow
{
    /// <summary>Names of the cut's tensors.</summary>
    public required ImmutableArray<string> Tensors { get; init; }

    /// <summary>Head, in the enclave.</summary>
    public required double HeadMs { get; init; }

    /// <summary>First quartile of <see cref="HeadMs"/>.</summary>
    public required double HeadMsP25 { get; init; }

    /// <summary>Third quartile of <see cref="HeadMs"/>.</summary>
    public required double HeadMsP75 { get; init; }

    /// <summary>Both ways between enclave and worker, without the body.</summary>
    public required double HandoffMs { get; init; }

    /// <summary>First quartile of <see cref="HandoffMs"/>.</summary>
    public required double HandoffMsP25 { get; init; }

    /// <summary>Third quartile of <see cref="HandoffMs"/>.</summary>
    public required double HandoffMsP75 { get; init; }

    /// <summary>Body, on the worker.</summary>
    public required double BodyMs { get; init; }

    /// <summary>First quartile of <see cref="BodyMs"/>.</summary>
    public required double BodyMsP25 { get; init; }

    /// <summary>Third quartile of <see cref="BodyMs"/>.</summary>
    public required double BodyMsP75 { get; init; }

    /// <summary>Tail, in the enclave; 0 without a tail.</summary>
    public required double TailMs { get; init; }

    /// <summary>First quartile of <see cref="TailMs"/>.</summary>
    public required double TailMsP25 { get; init; }

    /// <summary>Third quartile of <see cref="TailMs"/>.</summary>
    public required double TailMsP75 { get; init; }

    /// <summary>From input to output.</summary>
    public required double TotalMs { get; init; }

    /// <summary>First quartile of <see cref="TotalMs"/>.</summary>
    public required double TotalMsP25 { get; init; }

    /// <summary>Third quartile of <see cref="TotalMs"/>.</summary>
    public required double TotalMsP75 { get; init; }

    /// <summary>Peak memory of the head and tail, weights and activations, in bytes.</summary>
    public required long HeadMemoryBytes { get; init; }
}
