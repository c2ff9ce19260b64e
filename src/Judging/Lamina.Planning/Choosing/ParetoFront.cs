using System.Collections.Immutable;
using Lamina.Plans;

namespace Lamina.Planning.Choosing;

/// <summary>Which cuts no other beats in both time and leakage.</summary>
internal static class ParetoFront
{
    /// <summary>
    /// How far each cut is from the budget, there or deeper (the data-processing envelope). Of a cut that single attacks merely failed to
    /// break that is not known, and it tells nothing of those before it.
    /// </summary>
    public static ImmutableArray<double?> Margins(IReadOnlyList<CutOutcome> outcomes, PlanBudget budget)
    {
        double?[] margins = new double?[outcomes.Count];
        double? worst = null;
        for (int i = outcomes.Count - 1; i >= 0; i--)
        {
            if (outcomes[i].State is not (CutState.NotTried or CutState.TooCostly))
            {
                double? here = Exceedance.Worst(outcomes[i].Finding?.Leakage ?? [], budget)?.Margin;
                worst = worst is { } known && here is { } now ? Math.Max(known, now) : worst ?? here;
                margins[i] = worst;
            }
        }

        return [.. margins];
    }

    /// <summary>The front over all cuts whose margin is known.</summary>
    public static ImmutableArray<ParetoPoint> Of(IReadOnlyList<CutOutcome> outcomes, PlanBudget budget)
    {
        ParetoPoint[] points = [.. Margins(outcomes, budget).Zip(outcomes)
            .Where(pair => pair.First is not null)
            .Select(pair => new ParetoPoint(pair.Second.Cut, pair.Second.Cut.Cost.TotalMs, pair.First!.Value))];
        return [.. points
            .Where(point => !points.Any(other => other != point && other.TotalMs <= point.TotalMs && other.Margin <= point.Margin && (other.TotalMs < point.TotalMs || other.Margin < point.Margin)))
            .OrderBy(point => point.TotalMs)];
    }
}
