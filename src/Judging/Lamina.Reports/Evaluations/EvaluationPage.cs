using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Lamina.Plans.Measured;
using Lamina.Reports.Decisions;
using Lamina.Reports.Drawings;
using Lamina.Reports.Html;

namespace Lamina.Reports.Evaluations;

/// <summary>The page of the paper's evaluation (arXiv 2404.07437): one self-contained file without scripts.</summary>
public static class EvaluationPage
{
    /// <summary>The page as text.</summary>
    public static string Render(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Page.Report(
            report.Title,
            html => html.Element("p", report.Lead, ("class", "lead")),
            report.Warnings,
            html => Main(html, report),
            report.Commands,
            report.Environment);
    }

    /// <summary>Writes the page as UTF-8, replacing a file that is there.</summary>
    public static void Save(EvaluationReport report, string path) => File.WriteAllText(path, Render(report), new UTF8Encoding(false));

    private static void Main(HtmlWriter html, EvaluationReport report)
    {
        Page.Section(html, "findings", "What it shows", () => Page.Paragraphs(html, report.Findings));
        Page.Section(html, "chosen", "Cuts and what became of them", () => Chosen(html, report.Attacked));
        Page.Section(html, "runtime", "Runtime per partition (the paper's Fig. 3)", () => Timed(html, report.Timed));
        Page.Section(html, "leakage", "Leakage and reconstructions per cut (the paper's Figs. 4 to 8)", () => Attacked(html, report.Attacked));
        Page.Section(html, "differences", "What differs from the paper, and why", () => Page.Paragraphs(html, report.Differences));
        Page.Section(html, "missing", "What is missing", () => Missing(html, report.Missing));
    }

    private static void Chosen(HtmlWriter html, ImmutableArray<AttackedModel> models)
    {
        if (models.IsEmpty)
        {
            html.Element("p", "No attack has been run yet.");
            return;
        }

        DataTable.Write(html, "What the attacks that were run did to each cut, first to last", ["Model and data", "Cut 1", "Cut 2", "Cut 3", "Cut 4", "Cut 5"], models.Select(model =>
            (string[])[$"{model.Model}, {model.Data}", .. model.Cuts.Select(cut => $"{cut.Label}: {cut.State}"), .. Enumerable.Repeat("", Math.Max(0, 5 - model.Cuts.Length))]));
    }

    private static void Timed(HtmlWriter html, ImmutableArray<TimedModel> models)
    {
        if (models.IsEmpty)
        {
            html.Element("p", "No graph has been timed yet.");
        }

        foreach (TimedModel model in models)
        {
            html.Element("h3", model.Model);
            (string name, Drawing drawing) = EvaluationCharts.Runtime(model);
            ChartFigure.Write(html, name, drawing);
            DataTable.Write(html, $"{model.Model}: medians in milliseconds per picture, the whole graph {Format.Milliseconds(model.WholeMs)}", ["Cut", "Head", "Hand-off", "Body", "Total", "Quartiles", "Enclave memory"], model.Cuts.Zip(model.Costs, (label, cost) => new[]
            {
                label, Format.Milliseconds(cost.HeadMs), Format.Milliseconds(cost.HandoffMs), Format.Milliseconds(cost.BodyMs), Format.Milliseconds(cost.TotalMs),
                $"{Format.Milliseconds(cost.TotalMsP25)} to {Format.Milliseconds(cost.TotalMsP75)}", Format.Bytes(cost.HeadMemoryBytes),
            }));
            html.Element("p", model.Conditions, ("class", "note"));
        }
    }

    private static void Attacked(HtmlWriter html, ImmutableArray<AttackedModel> models)
    {
        foreach (AttackedModel model in models)
        {
            html.Element("h3", $"{model.Model}, {model.Data}");
            html.Element("p", model.Sentence);
            foreach ((string name, Drawing drawing) in EvaluationCharts.Leakage(model))
            {
                ChartFigure.Write(html, name, drawing);
            }

            DataTable.Write(html, $"{model.Model}: what each attack recovered, means over victims with one-sided 95% bounds", ["Cut", "Attack", "Metric", "Victims", "Mean", "Bounds", "Best control", "Excess and its bounds"], model.Cuts.SelectMany(cut => cut.Rows.Select(row => Row(cut, row))));
            if (!model.Reconstructions.IsEmpty)
            {
                ReconstructionFigures.Write(html, model.Reconstructions, "h4");
            }
        }
    }

    private static string[] Row(AttackedCut cut, LeakageRow row) =>
    [
        cut.Label, row.Attack, row.Metric.Replace('_', ' '), row.Images.ToString(CultureInfo.InvariantCulture), Number(row.Score.Mean), $"{Number(row.Score.Low)} to {Number(row.Score.High)}",
        row.Control is { } control ? $"{Number(control.Mean)}, {control.Name}" : "none",
        row.Excess is { } excess ? $"{Number(excess.Mean)}, {Number(excess.Low)} to {Number(excess.High)}" : "none",
    ];

    private static void Missing(HtmlWriter html, ImmutableArray<string> missing)
    {
        if (missing.IsEmpty)
        {
            html.Element("p", "Nothing: every piece has its result.");
            return;
        }

        html.Element("p", $"{missing.Length} pieces have no result, so that nothing on this page is told of them:");
        using (html.In("ul", ("class", "pieces")))
        {
            foreach (string piece in missing)
            {
                html.Element("li", piece);
            }
        }
    }

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
