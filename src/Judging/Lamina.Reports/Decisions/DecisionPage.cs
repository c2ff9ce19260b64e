using System.Collections.Immutable;
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
        return Page.Write(
            report.Title,
            html =>
            {
                html.Element("p", "Lamina", ("class", "brand"));
                html.Element("h1", report.Title);
                using (html.In("p", ("class", "lead")))
                {
                    html.Element("span", report.Verdict.Name(), ("class", "badge " + report.Verdict.Name()));
                    html.Text(" " + report.Decision);
                }

                Warnings(html, report.Warnings);
            },
            html => Main(html, report),
            html =>
            {
                Warnings(html, report.Warnings);
                Paragraphs(html, report.Environment);
            });
    }

    /// <summary>Writes the page as UTF-8, replacing a file that is there.</summary>
    public static void Save(DecisionReport report, string path) => File.WriteAllText(path, Render(report), new UTF8Encoding(false));

    private static void Main(HtmlWriter html, DecisionReport report)
    {
        Page.Section(html, "why", "Why", () =>
        {
            Paragraphs(html, report.Reasons);
            ScopeParagraph(html, report);
        });
        Page.Section(html, "charts", "Time and leakage", () => ChartFigures.Write(html, report));
        Page.Section(html, "reconstructions", "What the attacks made of it", () => ReconstructionFigures.Write(html, report.Reconstructions));
        Page.Section(html, "attacks", "Which attacks counted", () => DecisionTables.Attacks(html, report));
        Page.Section(html, "controls", "Controls: runs whose outcome was known", () => DecisionTables.Controls(html, report.Controls));
        Page.Section(html, "cuts", "Every cut", () => DecisionTables.Cuts(html, report.Cuts));
        Page.Section(html, "not-run", "What was simulated, or not run", () => Paragraphs(html, report.NotRun));
        Page.Section(html, "reproduce", "Make this page again", () =>
        {
            using (html.In("pre", ("tabindex", "0")))
            {
                html.Element("code", string.Join('\n', report.Commands));
            }
        });
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

    private static void Warnings(HtmlWriter html, ImmutableArray<string> warnings)
    {
        if (warnings.IsEmpty)
        {
            return;
        }

        using (html.In("div", ("class", "warning"), ("role", "note")))
        {
            Paragraphs(html, warnings);
        }
    }

    private static void Paragraphs(HtmlWriter html, ImmutableArray<string> paragraphs)
    {
        foreach (string paragraph in paragraphs)
        {
            html.Element("p", paragraph);
        }
    }
}
