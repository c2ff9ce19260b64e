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

        Table(html, "What each attack recovered: means over victims with one-sided 95% bounds", ["Cut", "Attack", "Metric", "Mean", "Bounds", "Excess over control", "Counted"], report.Cuts.SelectMany(cut => cut.Leakage.Select(row => new[]
        {
            cut.Label, row.Attack, row.Metric, Number(row.Score.Mean), Bounds(row.Score),
            row.Excess is { } excess && row.Control is { } control ? $"{Number(excess.Mean)} ({Bounds(excess)}) over {control.Name}" : "",
            row.Counted ? "yes" : $"no: {row.NotCounted}",
        })));
    }

    public static void Controls(HtmlWriter html, ImmutableArray<ControlRow> controls)
    {
        if (controls.IsEmpty)
        {
            html.Element("p", "No control was run: nothing can be acquitted.");
            return;
        }

        Table(html, "A positive control must reach its mark; a negative one sets the level that needs no attack", ["Control", "Kind", "Metric", "Victims", "Mean", "Bounds", "Wanted", "Outcome"], controls.Select(control => new[]
        {
            control.Name, control.Kind == ControlKind.Positive ? "positive" : "negative", control.Metric, control.Images.ToString(CultureInfo.InvariantCulture),
            Number(control.Score.Mean), Bounds(control.Score), control.Required is { } required ? "above " + Number(required) : "", control.Passed ? "as known" : "failed",
        }));
    }

    public static void Cuts(HtmlWriter html, ImmutableArray<CutReport> cuts) =>
        Table(html, "Every candidate in execution order: medians of the measured run", ["Cut", "Outcome", "Head", "Hand-off", "Body", "Tail", "Total", "Crosses", "Enclave memory", "Why"], cuts.Select(cut => new[]
        {
            cut.Label, cut.State, Format.Milliseconds(cut.Cost.HeadMs), Format.Milliseconds(cut.Cost.HandoffMs), Format.Milliseconds(cut.Cost.BodyMs), Format.Milliseconds(cut.Cost.TailMs),
            Format.Milliseconds(cut.Cost.TotalMs), Format.Bytes(cut.ExposedBytes), Format.Bytes(cut.Cost.HeadMemoryBytes), cut.Sentence,
        }));

    private static void Table(HtmlWriter html, string caption, string[] headings, IEnumerable<string[]> rows)
    {
        // A wide table scrolls by itself, also from the keyboard, so that the page does not.
        using (html.In("div", ("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", caption)))
        using (html.In("table"))
        {
            html.Element("caption", caption);
            using (html.In("thead"))
            using (html.In("tr"))
            {
                foreach (string heading in headings)
                {
                    html.Element("th", heading, ("scope", "col"));
                }
            }

            using (html.In("tbody"))
            {
                foreach (string[] row in rows)
                {
                    html.Line();
                    using (html.In("tr"))
                    {
                        html.Element("th", row[0], ("scope", "row"));
                        foreach (string cell in row.Skip(1))
                        {
                            html.Element("td", cell);
                        }
                    }
                }
            }
        }
    }

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Bounds(ScoreSummary score) => $"{Number(score.Low)} to {Number(score.High)}";
}
