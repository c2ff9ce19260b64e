using Lamina.Reports.Charts;
using Lamina.Reports.Drawings;

namespace Lamina.Reports.Evaluations;

/// <summary>The figures of the evaluation, by file name without ending.</summary>
public static class EvaluationCharts
{
    /// <summary>All figures there are data for.</summary>
    public static IEnumerable<(string Name, Drawing Drawing)> All(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return [.. report.Timed.Select(Runtime), .. report.Attacked.SelectMany(Leakage)];
    }

    internal static (string Name, Drawing Drawing) Runtime(TimedModel timed) => (
        $"runtime-{timed.Model}",
        CostChart.Draw($"Runtime per partition: {timed.Model}", [.. timed.Cuts.Zip(timed.Costs, (label, cost) => new CostBar(label, cost))], timed.WholeMs));

    internal static IEnumerable<(string Name, Drawing Drawing)> Leakage(AttackedModel attacked) => attacked.Metrics
        .Where(metric => attacked.Cuts.Any(cut => cut.Rows.Any(row => row.Metric == metric)))
        .Select(metric => ($"{attacked.Id}-{metric}", LeakageChart.Draw(
            $"{metric.Replace('_', ' ')} per cut: {attacked.Model}", metric, [.. attacked.Cuts.Select(cut => new LeakagePoint(cut.Label, [.. cut.Rows.Where(row => row.Metric == metric)]))], null)));
}
