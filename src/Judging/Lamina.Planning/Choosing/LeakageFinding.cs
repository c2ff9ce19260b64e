using System.Collections.Immutable;
using Lamina.Plans;
using Lamina.Plans.Measured;

namespace Lamina.Planning.Choosing;

/// <summary>What attacks found at a cut, as a plan stores it.</summary>
public sealed record LeakageFinding
{
    /// <summary>The verdict. A single attack says <c>leaks</c> or <c>inconclusive</c>.</summary>
    public required PlanVerdict Verdict { get; init; }

    /// <summary>Why, in sentences.</summary>
    public required ImmutableArray<string> Reasons { get; init; }

    /// <summary>What was recovered, per attack, tensors and metric.</summary>
    public required ImmutableArray<LeakageRow> Leakage { get; init; }

    /// <summary>The controls.</summary>
    public required ImmutableArray<ControlRow> Controls { get; init; }

    /// <summary>What the verdict holds for; null for a single attack.</summary>
    public PlanScope? Scope { get; init; }
}
