using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Lamina.Reports.Html;

/// <summary>
/// Writes HTML that is also well-formed XML. Every text and attribute value is encoded here and nowhere else, so no caller can
/// forget it; tag and attribute names are the program's own words.
/// </summary>
internal sealed class HtmlWriter
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _html = new();
    private readonly Stack<string> _open = new();

    /// <summary>Opens an element that ends when the result is disposed.</summary>
    public Scope In(string tag, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Start(tag, attributes);
        _html.Append('>');
        _open.Push(tag);
        return new Scope(this);
    }

    /// <summary>An element with text alone.</summary>
    public void Element(string tag, string text, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        using (In(tag, attributes))
        {
            Text(text);
        }
    }

    /// <summary>An element without content.</summary>
    public void Empty(string tag, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Start(tag, attributes);
        _html.Append(" />");
    }

    /// <summary>Text, encoded.</summary>
    public void Text(string text) => _html.Append(Encoder.Encode(text));

    /// <summary>Starts a new line of the source, for people who read it.</summary>
    public void Line() => _html.Append('\n');

    /// <summary>The style sheet, which is our own file and the only thing that is not encoded.</summary>
    public void Style(string css)
    {
        if (css.AsSpan().ContainsAny('<', '&'))
        {
            throw new ArgumentException("A style sheet without '<' and '&' was wanted: it is written as it is.", nameof(css));
        }

        _html.Append("<style>\n").Append(css).Append("</style>");
    }

    /// <summary>The whole document.</summary>
    /// <exception cref="InvalidOperationException">An element is still open.</exception>
    public override string ToString() => _open.Count == 0
        ? $"<!DOCTYPE html>\n{_html}\n"
        : throw new InvalidOperationException($"The element '{_open.Peek()}' is still open.");

    private void Start(string tag, ReadOnlySpan<(string Name, string Value)> attributes)
    {
        _html.Append('<').Append(tag);
        foreach ((string name, string value) in attributes)
        {
            _html.Append(' ').Append(name).Append("=\"").Append(Encoder.Encode(value)).Append('"');
        }
    }

    private void End() => _html.Append("</").Append(_open.Pop()).Append('>');

    /// <summary>An open element.</summary>
    public readonly ref struct Scope(HtmlWriter writer)
    {
        /// <summary>Closes it.</summary>
        public void Dispose() => writer.End();
    }
}
