using System.Collections.Immutable;
using Lamina.Plans;

namespace Lamina.Planning.Choosing;

/// <summary>Which cuts no other beats in both time and leakage.</summary>
internal static class ParetoFront
{
    /// <summary>
    /// The front over all cuts that were judged, there or deeper (the data-processing envelope). A cut that single attacks merely
    /// failed to break is not on it: its leakage is not known.
    /// </summary>
    public static ImmutableArray<ParetoPoint> Of(IReadOnlyList<CutOutcome> outcomes, PlanBudget budget)
    {
        List<ParetoPoint> points = [];
        double? worst = null;
        foreach (CutOutcome outcome in outcomes.Reverse())
        {
            double? here = outcome.Finding is null || outcome.State is CutState.NotTried or CutState.TooCostly ? null : Exceedance.Worst(outcome.Finding.Leakage, budget)?.Margin;
            worst = worst is { } known && here is { } now ? Math.Max(known, now) : worst ?? here;
            if (outcome.State is not (CutState.NotTried or CutState.TooCostly) && worst is { } margin)
            {
                points.Add(new ParetoPoint(outcome.Cut, outcome.Cut.Cost.TotalMs, margin));
            }
        }

        return [.. points
            .Where(point => !points.Any(other => other != point && other.TotalMs <= point.TotalMs && other.Margin <= point.Margin && (other.TotalMs < point.TotalMs || other.Margin < point.Margin)))
            .OrderBy(point => point.TotalMs)];
    }
}
