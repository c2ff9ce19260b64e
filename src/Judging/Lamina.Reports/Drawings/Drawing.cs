namespace Lamina.Reports.Drawings;

/// <summary>Where a text lies from its point.</summary>
public enum TextAnchor
{
    /// <summary>It begins there.</summary>
    Start,

    /// <summary>Its middle is there.</summary>
    Middle,

    /// <summary>It ends there.</summary>
    End,
}

/// <summary>
/// A figure as shapes and texts, described once and written as SVG or PNG alike. Lengths are pixels from the upper left corner, colours <c>#rrggbb</c>.
/// </summary>
/// <param name="width">Width, at least 1.</param>
/// <param name="height">Height, at least 1.</param>
/// <param name="title">What it shows, in one sentence: the text for those who cannot see it.</param>
public sealed class Drawing(int width, int height, string title)
{
    private readonly List<Mark> _marks = [];

    /// <summary>Width in pixels.</summary>
    public int Width { get; } = width;

    /// <summary>Height in pixels.</summary>
    public int Height { get; } = height;

    /// <summary>What it shows.</summary>
    public string Title { get; } = title;

    internal IReadOnlyList<Mark> Marks => _marks;

    /// <summary>Adds a filled rectangle.</summary>
    public void Rectangle(double x, double y, double width, double height, string colour) => _marks.Add(new RectangleMark(x, y, width, height, colour));

    /// <summary>Adds a straight line.</summary>
    public void Line(double x1, double y1, double x2, double y2, string colour, double width = 1, bool dashed = false) => _marks.Add(new LineMark(x1, y1, x2, y2, colour, width, dashed));

    /// <summary>Adds a line of text; its point is on the baseline.</summary>
    /// <param name="text">The text.</param>
    /// <param name="x">Its point.</param>
    /// <param name="y">Its point.</param>
    /// <param name="size">Height of the letters' body in pixels.</param>
    /// <param name="anchor">Which end the point is.</param>
    /// <param name="degrees">Turned by this much, clockwise, around the point.</param>
    /// <param name="colour">Colour.</param>
    public void Text(string text, double x, double y, double size = 12, TextAnchor anchor = TextAnchor.Start, double degrees = 0, string colour = "#222222") =>
        _marks.Add(new TextMark(text, x, y, size, anchor, degrees, colour));
}

internal abstract record Mark(string Colour);

internal sealed record RectangleMark(double X, double Y, double Width, double Height, string Colour) : Mark(Colour);

internal sealed record LineMark(double X1, double Y1, double X2, double Y2, string Colour, double Width, bool Dashed) : Mark(Colour);

internal sealed record TextMark(string Text, double X, double Y, double Size, TextAnchor Anchor, double Degrees, string Colour) : Mark(Colour);
