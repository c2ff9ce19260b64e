using System.Collections.Immutable;

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

    /// <summary>A report: brand, title, lead and warnings, what is in it and how to make it again, the warnings once more, and where it was made.</summary>
    /// <param name="title">Of the page and its first heading.</param>
    /// <param name="lead">The sentence that tells most.</param>
    /// <param name="warnings">What a reader must know before believing anything.</param>
    /// <param name="main">Its sections.</param>
    /// <param name="commands">What makes the page again, one a line.</param>
    /// <param name="environment">Versions, machine and the like, one a line.</param>
    public static string Report(
        string title, Action<HtmlWriter> lead, ImmutableArray<string> warnings, Action<HtmlWriter> main, ImmutableArray<string> commands, ImmutableArray<string> environment) => Write(
        title,
        html =>
        {
            html.Element("p", "Lamina", ("class", "brand"));
            html.Element("h1", title);
            lead(html);
            Warnings(html, warnings);
        },
        html =>
        {
            main(html);
            Section(html, "reproduce", "Make this page again", () =>
            {
                using (html.In("pre", ("tabindex", "0")))
                {
                    html.Element("code", string.Join('\n', commands));
                }
            });
        },
        html =>
        {
            Warnings(html, warnings);
            Paragraphs(html, environment);
        });

    /// <summary>A paragraph each.</summary>
    public static void Paragraphs(HtmlWriter html, ImmutableArray<string> paragraphs)
    {
        foreach (string paragraph in paragraphs)
        {
            html.Element("p", paragraph);
        }
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

    private static string StyleSheet()
    {
        using Stream css = typeof(Page).Assembly.GetManifestResourceStream("report.css")
            ?? throw new InvalidOperationException("The style sheet is not in the assembly.");
        using var reader = new StreamReader(css);
        return reader.ReadToEnd();
    }
}
