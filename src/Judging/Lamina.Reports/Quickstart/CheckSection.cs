using System.Collections.Immutable;
using Lamina.Reports.Html;

namespace Lamina.Reports.Quickstart;

/// <summary>The verification, step by step.</summary>
internal static class CheckSection
{
    public static void Write(HtmlWriter html, ImmutableArray<CheckReport> checks)
    {
        using (html.In("table", ("class", "checks")))
        {
            html.Element("caption", "Each named check, in order. Only after them was anything sealed.");
            using (html.In("thead"))
            using (html.In("tr"))
            {
                html.Element("th", "Check", ("scope", "col"));
                html.Element("th", "Status", ("scope", "col"));
                html.Element("th", "Found", ("scope", "col"));
            }

            using (html.In("tbody"))
            {
                foreach (CheckReport check in checks)
                {
                    (string text, string style) = check.Status switch
                    {
                        CheckStatus.Passed => ("passed", "passed"),
                        CheckStatus.Failed => ("failed", "failed"),
                        _ => ("not checked", "unchecked"),
                    };
                    using (html.In("tr"))
                    {
                        html.Element("th", check.Name, ("scope", "row"));
                        using (html.In("td"))
                        {
                            html.Element("span", text, ("class", "badge " + style));
                        }

                        html.Element("td", check.Detail);
                    }
                }
            }
        }
    }
}
