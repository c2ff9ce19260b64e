using System.Collections.Immutable;
using Lamina.Plans;

namespace Lamina.Planning.Choosing;

/// <summary>What the search decided.</summary>
public sealed record Decision
{
    /// <summary>The cheapest cut within the budget; null if there is none.</summary>
    public required CutCandidate? Chosen { get; init; }

    /// <summary>The verdict on the chosen cut; without one <c>leaks</c>, or <c>inconclusive</c> if a cut was left that nothing broke.</summary>
    public required PlanVerdict Verdict { get; init; }

    /// <summary>Why, in sentences, the most important first.</summary>
    public required ImmutableArray<string> Reasons { get; init; }

    /// <summary>Without a choice the allowed cut whose worst measurement is nearest to the budget; null if none was measured.</summary>
    public CutOutcome? NearestMiss { get; init; }

    /// <summary>Every candidate, in the order given.</summary>
    public required ImmutableArray<CutOutcome> Outcomes { get; init; }

    /// <summary>
    /// Per candidate the worst upper bound less its limit, there or deeper; above zero it does not fit. Null where no portfolio was run and
    /// nothing broke or condemned it: what single attacks merely failed to break leaks nobody knows how much.
    /// </summary>
    public required ImmutableArray<double?> Margins { get; init; }

    /// <summary>Cuts that no other beats in time and in leakage, the fastest first.</summary>
    public required ImmutableArray<ParetoPoint> Pareto { get; init; }
}

/// <summary>A cut on the front of time against leakage.</summary>
/// <param name="Cut">The cut.</param>
/// <param name="TotalMs">Median time of a request.</param>
/// <param name="Margin">Worst upper bound less its limit, there or deeper; above zero it does not fit.</param>
public sealed record ParetoPoint(CutCandidate Cut, double TotalMs, double Margin);
