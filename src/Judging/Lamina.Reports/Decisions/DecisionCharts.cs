using Lamina.Images;
using Lamina.Images.Figures;
using Lamina.Plans;
using Lamina.Reports.Charts;
using Lamina.Reports.Drawings;

namespace Lamina.Reports.Decisions;

/// <summary>The figures of a decision, by file name without ending: the page embeds them, <c>plan</c> also writes them as SVG and PNG.</summary>
public static class DecisionCharts
{
    private static readonly string[] Drawn = ["ssim", "reidentification_top1", "label_agreement", "field_advantage"];

    /// <summary>All figures there are data for.</summary>
    public static IEnumerable<(string Name, Drawing Drawing)> All(DecisionReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        TradeOff[] known = [.. report.Cuts.Where(cut => cut.Margin is not null).Select(cut => new TradeOff(cut.Label, cut.Cost.TotalMs, cut.Margin!.Value, cut.OnFront, cut.Chosen))];
        if (known.Length > 0)
        {
            yield return ("pareto", TradeOffChart.Draw($"Time against leakage, budget '{report.Budget.Name}'", known));
        }

        yield return ("runtime", CostChart.Draw("Runtime per cut", [.. report.Cuts.Select(cut => new CostBar(cut.Label, cut.Cost))], report.WholeMs));
        foreach (string metric in Drawn.Where(metric => report.Cuts.Any(cut => cut.Leakage.Any(row => row.Metric == metric))))
        {
            double? limit = report.Budget.Limits.FirstOrDefault(limit => limit.Metric == metric && limit.Basis == LimitBasis.Raw)?.Max;
            LeakagePoint[] points = [.. report.Cuts.Select(cut => new LeakagePoint(cut.Label, [.. cut.Leakage.Where(row => row.Metric == metric)]))];
            yield return ($"leakage-{metric}", LeakageChart.Draw($"What was recovered per cut: {metric.Replace('_', ' ')}", metric, points, limit));
        }
    }

    /// <summary>The reconstructions that the page shows: victims in the upper row, below each what an attack made of it.</summary>
    public static IEnumerable<(string Name, Picture Picture)> Grids(DecisionReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report.Reconstructions.Select(shown => (
            $"reconstructions-{shown.Attack}",
            PictureGrid.Compose([.. shown.Victims.Select(victim => victim.Original), .. shown.Victims.Select(victim => victim.Reconstruction)], shown.Victims.Length)));
    }
}
