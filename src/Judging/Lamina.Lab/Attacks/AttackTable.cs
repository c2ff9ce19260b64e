using System.Globalization;
using System.Text.Json;
using Lamina.Plans.Measured;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Statistics;

namespace Lamina.Lab.Attacks;

/// <summary>The outcome as text, for people.</summary>
internal static class AttackTable
{
    /// <summary>Prints attacks, controls, verdict and reasons.</summary>
    public static void Print(AttackReport report, string folder, TextWriter talk)
    {
        talk.WriteLine();
        talk.WriteLine($"{"attack",-20} {"at",-28} {"victims",7}  {"SSIM (95% bounds)",-44} {"excess",7} {"re-id.",7}  counts");
        foreach (AttackEntry attack in report.Attacks)
        {
            talk.WriteLine($"{attack.Name,-20} {Short(attack.Label),-28} {attack.Images,7}  {Interval(attack, "ssim"),-44} {Mean(attack.Excess, "ssim"),7} {Mean(attack.Scores, "reidentification_top1"),7}  {(attack.Counted ? "yes" : "no: " + attack.NotCounted)}");
        }

        talk.WriteLine();
        foreach (ControlRow control in report.Controls.Where(control => control.Metric is "ssim" or "field_advantage" || control.Kind == ControlKind.Positive))
        {
            talk.WriteLine(Line(control));
        }

        talk.WriteLine();
        talk.WriteLine($"verdict at {report.Label} by the budget '{report.Budget.Name}': {JsonSerializer.SerializeToElement(report.Verdict).GetString()}{(report.Scope.Demonstration ? " (a demonstration)" : "")}");
        foreach (string reason in report.Reasons)
        {
            talk.WriteLine($"  - {reason}");
        }

        talk.WriteLine($"results, figures and reconstructions: {folder}");
    }

    /// <summary>A control in a line, with the condition that it failed where it failed one.</summary>
    internal static string Line(ControlRow control)
    {
        string outcome = control.Passed ? "passed" : "failed";
        string wanted = control.Required is not { } required ? ""
            : control.Images < MeanIntervals.MinUnits ? $", run on {control.Images} pictures, {MeanIntervals.MinUnits} were wanted: {outcome}"
            : string.Create(CultureInfo.InvariantCulture, $", more than {required:0.###} was wanted: {outcome}");
        return string.Create(CultureInfo.InvariantCulture, $"control {control.Name,-30} {control.Metric} {control.Score.Mean:0.000}{wanted}");
    }

    /// <summary>A mean with its bounds; bounds that only repeat what the score can be are none.</summary>
    internal static string Text(ScoreSummary score, Metric metric, int victims)
    {
        string bounds = (score.Low, score.High) != (metric.Range.Min, metric.Range.Max) ? string.Create(CultureInfo.InvariantCulture, $"{score.Low:0.000} to {score.High:0.000}")
            : victims < MeanIntervals.MinUnits ? $"no bounds: {victims} {(victims == 1 ? "victim" : "victims")}, {MeanIntervals.MinUnits} needed"
            : "no bounds";
        return string.Create(CultureInfo.InvariantCulture, $"{score.Mean:0.000} ({bounds})");
    }

    private static string Interval(AttackEntry attack, string metric) => attack.Scores.TryGetValue(metric, out ScoreSummary? score) && Metric.Find(metric) is { } known
        ? Text(score, known, attack.Images)
        : attack.Scores.FirstOrDefault() is { Value: { } other } first ? string.Create(CultureInfo.InvariantCulture, $"{first.Key} {other.Mean:0.000}") : "";

    private static string Mean(SortedDictionary<string, ScoreSummary> scores, string metric) =>
        scores.TryGetValue(metric, out ScoreSummary? score) ? score.Mean.ToString("0.000", CultureInfo.InvariantCulture) : "";

    private static string Short(string label) => label.Length <= 28 ? label : "..." + label[^25..];
}
