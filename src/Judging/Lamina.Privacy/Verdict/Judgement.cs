using System.Collections.Immutable;
using Lamina.Plans;
using Lamina.Plans.Measured;

namespace Lamina.Privacy.Verdict;

/// <summary>A verdict with what it rests on, in the form a plan stores.</summary>
public sealed record Judgement
{
    /// <summary>Stands in every report and is in no budget.</summary>
    public const string KnownImages =
        "At every deterministic cut the worker can confirm that an image it already has is the victim; no budget covers that.";

    /// <summary><c>leaks</c>, <c>within-budget</c> or <c>inconclusive</c>.</summary>
    public required PlanVerdict Verdict { get; init; }

    /// <summary>Why, in sentences; never empty.</summary>
    public required ImmutableArray<string> Reasons { get; init; }

    /// <summary>What the verdict holds for.</summary>
    public required PlanScope Scope { get; init; }

    /// <summary>One row per attack, tensors and metric.</summary>
    public required ImmutableArray<LeakageRow> Leakage { get; init; }

    /// <summary>The controls.</summary>
    public required ImmutableArray<ControlRow> Controls { get; init; }
}
