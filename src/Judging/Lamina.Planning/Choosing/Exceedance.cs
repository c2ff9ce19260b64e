using System.Globalization;
using Lamina.Plans;
using Lamina.Plans.Measured;

namespace Lamina.Planning.Choosing;

/// <summary>The measurement that stands worst against a budget.</summary>
/// <param name="Row">The measurement.</param>
/// <param name="Limit">The limit it is held against.</param>
/// <param name="Judged">What of it is held against which number; where the control alone exceeds a raw limit, the excess.</param>
/// <param name="Bound">Upper bound of what is judged.</param>
public sealed record Exceedance(LeakageRow Row, BudgetLimit Limit, JudgedLimit Judged, double Bound)
{
    /// <summary>How far the bound lies above the limit; negative where it fits.</summary>
    public double Margin => Bound - Judged.Max;

    /// <summary>The worst of some rows, or null where nothing was measured that the budget limits.</summary>
    /// <param name="rows">Measurements.</param>
    /// <param name="budget">The budget.</param>
    public static Exceedance? Worst(IEnumerable<LeakageRow> rows, PlanBudget budget)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(budget);
        return (from row in rows
                from limit in budget.Limits
                where limit.Metric == row.Metric
                let judged = limit.Judged(row.Control?.Mean)
                let summary = judged.OnExcess ? row.Excess : row.Score
                where summary is not null
                select new Exceedance(row, limit, judged, summary.High)).MaxBy(worst => worst.Margin);
    }

    /// <summary>True if the lower bound of a measurement lies above a limit: it breaks the budget beyond doubt.</summary>
    /// <param name="row">The measurement.</param>
    /// <param name="budget">The budget.</param>
    public static bool Breaks(LeakageRow row, PlanBudget budget)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(budget);
        return budget.Limits.Where(limit => limit.Metric == row.Metric).Select(limit => limit.Judged(row.Control?.Mean))
            .Any(judged => (judged.OnExcess ? row.Excess : row.Score)?.Low > judged.Max);
    }

    /// <summary>What was recovered, in words: "0.41 ssim by inverse-network (best control 0.18, class-mean)".</summary>
    public string Recovered => string.Create(CultureInfo.InvariantCulture, $"{Row.Score.Mean:0.00} {Row.Metric} by {Row.Attack}")
        + (Row.Control is null ? "" : string.Create(CultureInfo.InvariantCulture, $" (best control {Row.Control.Mean:0.00}, {Row.Control.Name})"));

    /// <summary>How it stands against the limit, in words.</summary>
    public string Against
    {
        get
        {
            string what = Judged.OnExcess ? "excess over the control" : "mean";
            return string.Create(CultureInfo.InvariantCulture, $"the upper bound of its {what}, {Bound:0.000}, is {(Margin > 0 ? "above" : "within")} {Judged.Max:0.###}")
                + (Judged.Switched ? string.Create(CultureInfo.InvariantCulture, $" (the control alone exceeds the limit of {Limit.Max:0.###})") : "");
        }
    }
}
