using Lamina.Reports.Drawings;
using Lamina.Reports.Html;

namespace Lamina.Reports.Decisions;

/// <summary>The charts on the page.</summary>
internal static class ChartFigures
{
    public static void Write(HtmlWriter html, DecisionReport report)
    {
        foreach ((string name, Drawing drawing) in DecisionCharts.All(report))
        {
            ChartFigure.Write(html, name, drawing);
        }
    }
}
