using System.Globalization;
using Lamina.Reports.Drawings;

namespace Lamina.Reports.Charts;

/// <summary>A cut as time against leakage.</summary>
/// <param name="Label">The cut's readable name.</param>
/// <param name="TotalMs">Median time of a request.</param>
/// <param name="Margin">Worst upper bound less its limit; above zero it does not fit.</param>
/// <param name="OnFront">No other cut beats it in both.</param>
/// <param name="Chosen">It was chosen.</param>
public sealed record TradeOff(string Label, double TotalMs, double Margin, bool OnFront, bool Chosen);

/// <summary>
/// Time of a request against leakage, a point a cut: below the dashed line a cut fits the budget. Dark points are on the Pareto front;
/// the chosen cut is ringed.
/// </summary>
public static class TradeOffChart
{
    private const int Left = 70, Top = 40, Width = 640, Height = 320, LetterWidth = 6;

    /// <summary>Draws it.</summary>
    /// <param name="title">Model and budget.</param>
    /// <param name="cuts">At least one.</param>
    public static Drawing Draw(string title, IReadOnlyList<TradeOff> cuts)
    {
        ArgumentNullException.ThrowIfNull(cuts);
        ArgumentOutOfRangeException.ThrowIfZero(cuts.Count, nameof(cuts));
        IReadOnlyList<double> times = AxisTicks.UpTo(cuts.Max(cut => cut.TotalMs));
        double most = Math.Max(0.05, cuts.Max(cut => cut.Margin)), least = Math.Min(-0.05, cuts.Min(cut => cut.Margin));
        double X(double ms) => Left + (ms / times[^1] * Width);
        double Y(double margin) => Top + ((most - margin) / (most - least) * Height);
        Drawing drawing = new(Left + Width + 130, Top + Height + 56, title);
        drawing.Text(title, Left, 22, 14);
        drawing.Line(Left, Top, Left, Top + Height, ChartColours.Ink);
        drawing.Line(Left, Top + Height, Left + Width, Top + Height, ChartColours.Ink);
        foreach (double tick in times)
        {
            drawing.Text(tick.ToString("0.###", CultureInfo.InvariantCulture), X(tick), Top + Height + 18, 11, TextAnchor.Middle);
        }

        foreach (double margin in new[] { most, 0, least })
        {
            drawing.Text(margin.ToString("+0.00;-0.00;0", CultureInfo.InvariantCulture), Left - 8, Y(margin) + 4, 11, TextAnchor.End);
        }

        drawing.Line(Left, Y(0), Left + Width, Y(0), ChartColours.Limit, 1.2, dashed: true);
        drawing.Text("budget", Left + 6, Y(0) - 5, 11, colour: ChartColours.Limit);
        drawing.Text("milliseconds a request", Left + (Width / 2.0), Top + Height + 40, 11, TextAnchor.Middle);
        drawing.Text("above the budget by", Left - 52, Top + (Height / 2.0), 11, TextAnchor.Middle, -90);
        foreach (TradeOff cut in cuts)
        {
            Mark(drawing, cut, X(cut.TotalMs), Y(cut.Margin));
        }

        return drawing;
    }

    private static void Mark(Drawing drawing, TradeOff cut, double x, double y)
    {
        string colour = cut.OnFront ? ChartColours.Of(0) : ChartColours.Control;
        if (cut.Chosen)
        {
            drawing.Rectangle(x - 8, y - 8, 16, 16, ChartColours.Of(2));
            drawing.Rectangle(x - 6, y - 6, 12, 12, "#ffffff");
        }

        drawing.Rectangle(x - 4, y - 4, 8, 8, colour);
        bool room = x + 12 + (cut.Label.Length * LetterWidth) < Left + Width + 120;
        drawing.Text(cut.Label, room ? x + 11 : x - 11, y - 6, 10, room ? TextAnchor.Start : TextAnchor.End);
    }
}
