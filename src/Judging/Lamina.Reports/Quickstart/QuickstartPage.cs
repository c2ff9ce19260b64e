using System.Text;
using Lamina.Reports.Html;

namespace Lamina.Reports.Quickstart;

/// <summary>
/// The quickstart's <c>report.html</c>: one self-contained file without scripts, light or dark as the reader's system is,
/// readable on a phone and by a screen reader.
/// </summary>
public static class QuickstartPage
{
    /// <summary>The page as text.</summary>
    public static string Render(QuickstartReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Page.Report(
            report.Title,
            html => html.Element("p", report.Summary, ("class", "lead")),
            report.Warnings,
            html => Main(html, report),
            report.Commands,
            report.Environment);
    }

    /// <summary>Writes the page as UTF-8, replacing a file that is there.</summary>
    public static void Save(QuickstartReport report, string path) => File.WriteAllText(path, Render(report), new UTF8Encoding(false));

    private static void Main(HtmlWriter html, QuickstartReport report)
    {
        Page.Section(html, "way", "The way of a request", () => WaySection.Write(html, report.Plan));
        Page.Section(html, "photographs", "Photographs", () =>
        {
            html.Element("p", report.Attacks, ("class", "note"));
            foreach (PhotographReport photograph in report.Photographs)
            {
                PhotographSection.Write(html, photograph, report.Plan.Tail is not null);
            }
        });
        Page.Section(html, "plan", "The plan", () => PlanSection.Write(html, report.Plan));
        Page.Section(html, "verification", "What the client checked first", () => CheckSection.Write(html, report.Checks));
        Page.Section(html, "threats", "What this protects, and what it does not", () => Page.Paragraphs(html, report.ThreatModel));
    }
}
