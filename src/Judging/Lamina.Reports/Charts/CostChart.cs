using System.Globalization;
using Lamina.Plans.Measured;
using Lamina.Reports.Drawings;

namespace Lamina.Reports.Charts;

/// <summary>A cut's name and what it costs.</summary>
/// <param name="Label">Its readable name.</param>
/// <param name="Cost">Its measured times.</param>
public sealed record CostBar(string Label, CostRow Cost);

/// <summary>
/// What every cut costs, one bar a cut in execution order, head, hand-off, body and tail on top of one another (arXiv 2404.07437, Fig. 3). The bars are
/// medians; the thin line beside a bar spans the quartiles of the measured total, the dashed line is the whole model in one process.
/// </summary>
public static class CostChart
{
    private const int LeastLeft = 64, Top = 64, PlotHeight = 300, LetterWidth = 7, MostLetters = 40, LeastBar = 14, MostBar = 64;

    private static readonly (string Name, string Colour, Func<CostRow, double> Time)[] Parts =
    [
        ("head (enclave)", "#1f5fa8", row => row.HeadMs),
        ("hand-off", "#e0a021", row => row.HandoffMs),
        ("body (worker)", "#8fb8de", row => row.BodyMs),
        ("tail (enclave)", "#7a3e9d", row => row.TailMs),
    ];

    /// <summary>Draws it.</summary>
    /// <param name="title">Model and conditions.</param>
    /// <param name="bars">At least one cut.</param>
    /// <param name="wholeMs">The whole model's median.</param>
    public static Drawing Draw(string title, IReadOnlyList<CostBar> bars, double wholeMs)
    {
        ArgumentNullException.ThrowIfNull(bars);
        ArgumentOutOfRangeException.ThrowIfZero(bars.Count, nameof(bars));
        (string Name, string Colour, Func<CostRow, double> Time)[] parts = [.. Parts.Where((part, i) => i < 3 || bars.Any(bar => bar.Cost.TailMs > 0))];
        double slot = Math.Clamp(900.0 / bars.Count, LeastBar, MostBar);
        int plotWidth = (int)Math.Max(520, Math.Ceiling(slot * bars.Count));
        slot = (double)plotWidth / bars.Count;
        double barWidth = Math.Min(slot * 0.72, MostBar);
        string[] labels = [.. bars.Select(bar => Short(bar.Label))];
        double lean = LetterWidth * 0.5;
        int left = (int)Math.Max(LeastLeft, labels.Select((label, i) => (label.Length * lean) - ((i + 0.5) * slot)).Max());
        int labelRoom = 24 + (int)(labels.Max(label => label.Length) * LetterWidth * 0.87);
        Drawing drawing = new(left + plotWidth + 32, Top + PlotHeight + labelRoom, title);

        IReadOnlyList<double> ticks = AxisTicks.UpTo(Math.Max(wholeMs, bars.Max(bar => Math.Max(bar.Cost.TotalMsP75, parts.Sum(part => part.Time(bar.Cost))))));
        double Y(double ms) => Top + PlotHeight - (ms / ticks[^1] * PlotHeight);
        Frame(drawing, title, parts, ticks, (left, plotWidth), Y);
        for (int i = 0; i < bars.Count; i++)
        {
            double middle = left + ((i + 0.5) * slot);
            Bar(drawing, bars[i].Cost, parts, middle, barWidth, Y);
            drawing.Text(labels[i], middle + 4, Top + PlotHeight + 14, 11, TextAnchor.End, -60);
        }

        drawing.Line(left, Y(wholeMs), left + plotWidth, Y(wholeMs), "#222222", 1.2, dashed: true);
        return drawing;
    }

    private static void Frame(Drawing drawing, string title, (string Name, string Colour, Func<CostRow, double> Time)[] parts, IReadOnlyList<double> ticks, (int Left, int Width) plot, Func<double, double> y)
    {
        drawing.Text(title, plot.Left, 22, 14);
        double x = plot.Left;
        foreach ((string name, string colour, _) in parts)
        {
            drawing.Rectangle(x, 35, 12, 12, colour);
            drawing.Text(name, x + 17, 45, 11);
            x += 34 + (name.Length * LetterWidth);
        }

        drawing.Line(x, 41, x + 22, 41, "#222222", 1.2, dashed: true);
        drawing.Text("whole model", x + 28, 45, 11);
        foreach (double tick in ticks)
        {
            drawing.Line(plot.Left, y(tick), plot.Left + plot.Width, y(tick), tick == 0 ? "#222222" : "#dddddd");
            drawing.Text(tick.ToString("0.###", CultureInfo.InvariantCulture), plot.Left - 8, y(tick) + 4, 11, TextAnchor.End);
        }

        drawing.Text("milliseconds per picture", plot.Left - 48, Top + (PlotHeight / 2.0), 11, TextAnchor.Middle, -90);
    }

    private static void Bar(Drawing drawing, CostRow cost, (string Name, string Colour, Func<CostRow, double> Time)[] parts, double middle, double width, Func<double, double> y)
    {
        double sum = 0;
        foreach ((_, string colour, Func<CostRow, double> time) in parts)
        {
            double above = sum + time(cost);
            drawing.Rectangle(middle - (width / 2), y(above), width, y(sum) - y(above), colour);
            sum = above;
        }

        double line = middle + (width / 2) + 1.5;
        drawing.Line(line, y(cost.TotalMsP25), line, y(cost.TotalMsP75), "#b00020", 1.5);
    }

    private static string Short(string label) => label.Length <= MostLetters ? label : string.Concat(label.AsSpan(0, MostLetters - 1), "\u2026");
}
