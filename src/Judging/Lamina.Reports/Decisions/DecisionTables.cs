using System.Collections.Immutable;
using System.Globalization;
using Lamina.Plans.Measured;
using Lamina.Reports.Html;

namespace Lamina.Reports.Decisions;

/// <summary>The numbers behind the charts.</summary>
internal static class DecisionTables
{
    public static void Attacks(HtmlWriter html, DecisionReport report)
    {
        LeakageRow[] rows = [.. report.Cuts.SelectMany(cut => cut.Leakage)];
        if (rows.Length == 0)
        {
            html.Element("p", "No attack was run.");
            return;
        }

        DataTable.Write(html, "What each attack recovered: means over victims with one-sided 95% bounds", ["Cut", "Attack", "Metric", "Mean", "Bounds", "Excess over control", "Counted"], report.Cuts.SelectMany(cut => cut.Leakage.Select(row => new[]
        {
            cut.Label, row.Attack, row.Metric, Number(row.Score.Mean), Bounds(row.Score),
            row.Excess is { } excess && row.Control is { } control ? $"{Number(excess.Mean)} ({Bounds(excess)}) over {control.Name}" : "",
            row.Counted ? "yes" : $"no: {row.NotCounted}",
        })), prose: true);
    }

    public static void Controls(HtmlWriter html, ImmutableArray<ControlRow> controls)
    {
        if (controls.IsEmpty)
        {
            html.Element("p", "No control was run: nothing can be acquitted.");
            return;
        }

        DataTable.Write(html, "A positive control must reach its mark; a negative one sets the level that needs no attack", ["Control", "Kind", "Metric", "Victims", "Mean", "Bounds", "Wanted", "Outcome"], controls.Select(control => new[]
        {
            control.Name, control.Kind == ControlKind.Positive ? "positive" : "negative", control.Metric, control.Images.ToString(CultureInfo.InvariantCulture),
            Number(control.Score.Mean), Bounds(control.Score), control.Required is { } required ? "above " + Number(required) : "", control.Passed ? "as known" : "failed",
        }));
    }

    public static void Cuts(HtmlWriter html, ImmutableArray<CutReport> cuts) =>
        DataTable.Write(html, "Every candidate in execution order: medians of the measured run", ["Cut", "Outcome", "Head", "Hand-off", "Body", "Tail", "Total", "Crosses", "Enclave memory", "Why"], cuts.Select(cut => new[]
        {
            cut.Label, cut.State, Format.Milliseconds(cut.Cost.HeadMs), Format.Milliseconds(cut.Cost.HandoffMs), Format.Milliseconds(cut.Cost.BodyMs), Format.Milliseconds(cut.Cost.TailMs),
            Format.Milliseconds(cut.Cost.TotalMs), Format.Bytes(cut.ExposedBytes), Format.Bytes(cut.Cost.HeadMemoryBytes), cut.Sentence,
        }), prose: true);

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Bounds(ScoreSummary score) => $"{Number(score.Low)} to {Number(score.High)}";
}
