using System.Globalization;
using System.Security;
using System.Text;

namespace Lamina.Reports.Drawings;

/// <summary>Writes a drawing as SVG. Its letters are drawn by whoever shows it, in a font of theirs.</summary>
public static class SvgWriter
{
    /// <summary>The whole file.</summary>
    public static string Write(Drawing drawing)
    {
        ArgumentNullException.ThrowIfNull(drawing);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {drawing.Width} {drawing.Height}\" role=\"img\" font-family=\"DejaVu Sans, Verdana, sans-serif\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{Escape(drawing.Title)}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        foreach (Mark mark in drawing.Marks)
        {
            svg.Append(mark switch
            {
                RectangleMark m => string.Create(CultureInfo.InvariantCulture, $"<rect x=\"{m.X:0.##}\" y=\"{m.Y:0.##}\" width=\"{m.Width:0.##}\" height=\"{m.Height:0.##}\" fill=\"{m.Colour}\"/>"),
                LineMark m => string.Create(CultureInfo.InvariantCulture, $"<path d=\"M{m.X1:0.##} {m.Y1:0.##}L{m.X2:0.##} {m.Y2:0.##}\" stroke=\"{m.Colour}\" stroke-width=\"{m.Width:0.##}\"{(m.Dashed ? " stroke-dasharray=\"6 4\"" : "")}/>"),
                TextMark m => Text(m),
                _ => throw new InvalidOperationException($"a {mark.GetType().Name} cannot be written"),
            }).Append('\n');
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static string Text(TextMark mark)
    {
        string place = mark.Degrees == 0
            ? string.Create(CultureInfo.InvariantCulture, $"x=\"{mark.X:0.##}\" y=\"{mark.Y:0.##}\"")
            : string.Create(CultureInfo.InvariantCulture, $"transform=\"translate({mark.X:0.##} {mark.Y:0.##}) rotate({mark.Degrees:0.##})\"");
        string anchor = mark.Anchor switch { TextAnchor.Middle => " text-anchor=\"middle\"", TextAnchor.End => " text-anchor=\"end\"", _ => "" };
        return string.Create(CultureInfo.InvariantCulture, $"<text {place} font-size=\"{mark.Size:0.##}\" fill=\"{mark.Colour}\"{anchor}>{Escape(mark.Text)}</text>");
    }

    private static string Escape(string text) => SecurityElement.Escape(string.Concat(text.Where(letter => !char.IsControl(letter))));
}
