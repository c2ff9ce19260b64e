using System.Text;
using Lamina.Reports.Drawings;

namespace Lamina.Reports.Html;

/// <summary>A chart on a page. The same numbers stand in a table there, for those who cannot see it.</summary>
internal static class ChartFigure
{
    /// <summary>Writes it, the drawing inside the page.</summary>
    public static void Write(HtmlWriter html, string name, Drawing drawing)
    {
        using (html.In("figure", ("class", "chart-figure"), ("id", "chart-" + name), ("tabindex", "0")))
        {
            string data = "data:image/svg+xml;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes(SvgWriter.Write(drawing)));
            html.Empty("img", ("src", data), ("alt", drawing.Title + ". The numbers are in the tables below."));
        }
    }
}
