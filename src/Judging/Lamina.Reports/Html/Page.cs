namespace Lamina.Reports.Html;

/// <summary>What all report pages share: one file, no script, nothing loaded from anywhere.</summary>
internal static class Page
{
    /// <summary>The browser itself is told to refuse scripts and everything from outside.</summary>
    private const string Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    /// <summary>A page with a title, its header, what is in it, and a footer.</summary>
    public static string Write(string title, Action<HtmlWriter> header, Action<HtmlWriter> main, Action<HtmlWriter> footer)
    {
        var html = new HtmlWriter();
        using (html.In("html", ("lang", "en")))
        {
            using (html.In("head"))
            {
                html.Empty("meta", ("charset", "utf-8"));
                html.Empty("meta", ("http-equiv", "Content-Security-Policy"), ("content", Policy));
                html.Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
                html.Empty("meta", ("name", "color-scheme"), ("content", "light dark"));
                html.Element("title", title);
                html.Style(StyleSheet());
            }

            using (html.In("body"))
            {
                html.Line();
                html.Element("a", "Skip to the results", ("class", "skip"), ("href", "#main"));
                using (html.In("header"))
                {
                    header(html);
                }

                html.Line();
                using (html.In("main", ("id", "main")))
                {
                    main(html);
                }

                html.Line();
                using (html.In("footer"))
                {
                    footer(html);
                }
            }
        }

        return html.ToString();
    }

    /// <summary>A part of the page with a heading that names it, also to screen readers.</summary>
    public static void Section(HtmlWriter html, string id, string heading, Action content)
    {
        html.Line();
        using (html.In("section", ("aria-labelledby", id)))
        {
            html.Element("h2", heading, ("id", id));
            content();
        }
    }

    private static string StyleSheet()
    {
        using Stream css = typeof(Page).Assembly.GetManifestResourceStream("report.css")
            ?? throw new InvalidOperationException("The style sheet is not in the assembly.");
        using var reader = new StreamReader(css);
        return reader.ReadToEnd();
    }
}
