using System.Text;
using Lamina.Reports.Drawings;
using Lamina.Reports.Html;

namespace Lamina.Reports.Decisions;

/// <summary>The charts on the page. The same numbers stand in its tables, for those who cannot see them.</summary>
internal static class ChartFigures
{
    public static void Write(HtmlWriter html, DecisionReport report)
    {
        foreach ((string name, Drawing drawing) in DecisionCharts.All(report))
        {
            using (html.In("figure", ("class", "chart-figure"), ("id", "chart-" + name)))
            {
                string data = "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(SvgWriter.Write(drawing)));
                html.Empty("img", ("src", data), ("alt", drawing.Title + ". The numbers are in the tables below."));
            }
        }
    }
}
