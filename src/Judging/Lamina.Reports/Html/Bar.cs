using System.Globalization;

namespace Lamina.Reports.Html;

/// <summary>A bar as SVG. It repeats a number that stands beside it as text, so screen readers skip it.</summary>
internal static class Bar
{
    /// <summary>Writes a bar that spans a part of its width.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="start">Where it begins, 0..1.</param>
    /// <param name="length">How long it is, 0..1.</param>
    /// <param name="style">Class that gives the colour.</param>
    public static void Write(HtmlWriter html, double start, double length, string style)
    {
        // A bar that is there stays visible: half a percent at least.
        double width = length > 0 ? Math.Clamp(length * 100, 0.5, 100) : 0;
        using (html.In("svg", ("class", "bar"), ("viewBox", "0 0 100 10"), ("preserveAspectRatio", "none"), ("aria-hidden", "true"), ("focusable", "false")))
        {
            html.Empty("rect", ("class", "track"), ("width", "100"), ("height", "10"));
            html.Empty("rect", ("class", style), ("x", Number(Math.Clamp(start * 100, 0, 100 - width))), ("width", Number(width)), ("height", "10"));
        }
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
