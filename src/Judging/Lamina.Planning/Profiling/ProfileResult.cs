using System.Collections.Immutable;
using Lamina.Plans.Measured;

namespace Lamina.Planning.Profiling;

/// <summary>What was measured, for one picture at a time.</summary>
public sealed record ProfileResult
{
    /// <summary>The whole model in this process, over the rounds of all groups.</summary>
    public required Spread WholeMs { get; init; }

    /// <summary>The same, every round by itself, in the order measured.</summary>
    public required ImmutableArray<double> WholeRoundsMs { get; init; }

    /// <summary>One row per cut, in the order asked for.</summary>
    public required ImmutableArray<CostRow> Cuts { get; init; }
}
