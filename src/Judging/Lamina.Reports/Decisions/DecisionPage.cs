using System.Text;
using Lamina.Plans;
using Lamina.Reports.Html;

namespace Lamina.Reports.Decisions;

/// <summary>
/// The planner's <c>report.html</c>: one self-contained file without scripts. The decision comes first, then what it rests on: charts,
/// reconstructions, which attacks counted, controls, every cut, and how to make it again.
/// </summary>
public static class DecisionPage
{
    /// <summary>The page as text.</summary>
    public static string Render(DecisionReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentOutOfRangeException.ThrowIfZero(report.Cuts.Length, nameof(report));
        return Page.Report(
            report.Title,
            html =>
            {
                using (html.In("p", ("class", "lead")))
                {
                    html.Element("span", report.Verdict.Name(), ("class", "badge " + report.Verdict.Name()));
                    html.Text(" " + report.Decision);
                }
            },
            report.Warnings,
            html => Main(html, report),
            report.Commands,
            report.Environment);
    }

    /// <summary>Writes the page as UTF-8, replacing a file that is there.</summary>
    public static void Save(DecisionReport report, string path) => File.WriteAllText(path, Render(report), new UTF8Encoding(false));

    private static void Main(HtmlWriter html, DecisionReport report)
    {
        Page.Section(html, "why", "Why", () =>
        {
            Page.Paragraphs(html, report.Reasons);
            ScopeParagraph(html, report);
        });
        Page.Section(html, "charts", "Time and leakage", () => ChartFigures.Write(html, report));
        Page.Section(html, "reconstructions", "What the attacks made of it", () => ReconstructionFigures.Write(html, report.Reconstructions));
        Page.Section(html, "attacks", "Which attacks counted", () => DecisionTables.Attacks(html, report));
        Page.Section(html, "controls", "Controls: runs whose outcome was known", () => DecisionTables.Controls(html, report.Controls));
        Page.Section(html, "cuts", "Every cut", () => DecisionTables.Cuts(html, report.Cuts));
        Page.Section(html, "not-run", "What was simulated, or not run", () => Page.Paragraphs(html, report.NotRun));
    }

    private static void ScopeParagraph(HtmlWriter html, DecisionReport report)
    {
        if (report.Scope is not { } scope)
        {
            html.Element("p", "No cut was judged by the whole portfolio: nothing here acquits anything.", ("class", "note"));
            return;
        }

        string images = scope.AdversaryImages is { } count ? $" More images than the adversary's {count} might still have helped it." : "";
        string demonstration = scope.Demonstration ? " It is a demonstration: the pictures are not of the kind the model is for, so it is served as if it leaked." : "";
        html.Element("p", $"This holds for {scope.Model} with inputs of {string.Join('x', scope.InputShape)} and pictures of this kind: {scope.KindOfImage}. {scope.AdversaryData}{images}{demonstration}", ("class", "note"));
    }
}
