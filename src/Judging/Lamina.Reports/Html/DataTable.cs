namespace Lamina.Reports.Html;

/// <summary>A table of numbers. A wide one scrolls by itself, also from the keyboard, so that the page does not.</summary>
internal static class DataTable
{
    /// <summary>Writes it; the first cell of a row names the row.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="caption">What it shows.</param>
    /// <param name="headings">Of the columns.</param>
    /// <param name="rows">Cells.</param>
    /// <param name="prose">The last column holds sentences, which break into lines.</param>
    public static void Write(HtmlWriter html, string caption, string[] headings, IEnumerable<string[]> rows, bool prose = false)
    {
        using (html.In("div", ("class", prose ? "scroll prose" : "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", caption)))
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
}
