using System.Globalization;
using Lamina.Plans.Measured;
using Lamina.Reports.Drawings;

namespace Lamina.Reports.Charts;

/// <summary>What attacks recovered at a cut.</summary>
/// <param name="Label">The cut's readable name.</param>
/// <param name="Rows">Measurements there, of any attack and metric.</param>
public sealed record LeakagePoint(string Label, IReadOnlyList<LeakageRow> Rows);

/// <summary>
/// Leakage over cuts in execution order, a line an attack: the mean over victims with its one-sided 95% bounds. Grey strokes are what
/// the best negative control has without seeing anything; a dashed line is the budget where it limits the mean itself.
/// </summary>
public static class LeakageChart
{
    private const int Left = 64, LegendTop = 35, PlotHeight = 300, LetterWidth = 7, MostLetters = 40, Point = 7;

    private const string BestControl = "best control";

    /// <summary>Draws it.</summary>
    /// <param name="title">Model and conditions.</param>
    /// <param name="metric">Name of the metric; its values lie in 0..1.</param>
    /// <param name="points">At least one cut.</param>
    /// <param name="limit">The largest mean that fits; null where the budget limits something else.</param>
    public static Drawing Draw(string title, string metric, IReadOnlyList<LeakagePoint> points, double? limit)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentOutOfRangeException.ThrowIfZero(points.Count, nameof(points));
        string[] attacks = [.. points.SelectMany(point => point.Rows).Where(row => row.Metric == metric).Select(row => row.Attack).Distinct()];
        string[] labels = [.. points.Select(point => point.Label.Length <= MostLetters ? point.Label : string.Concat(point.Label.AsSpan(0, MostLetters - 1), "\u2026"))];
        int width = Math.Max(520, 60 * points.Count);
        var legend = ChartLegend.Of([.. attacks, BestControl], width);
        int top = LegendTop + (legend.Rows * ChartLegend.RowHeight) + 11;
        int left = Math.Max(Left, (labels[0].Length * LetterWidth / 2) - (width / points.Count / 2));
        Drawing drawing = new(left + width + 32, top + PlotHeight + 24 + (int)(labels.Max(label => label.Length) * LetterWidth * 0.87), title);
        double X(int cut) => left + ((cut + 0.5) * width / points.Count);
        double Y(double value) => top + PlotHeight - (Math.Clamp(value, 0, 1) * PlotHeight);
        Legend(drawing, title, attacks, legend, left);
        Frame(drawing, metric, (left, width), Y);
        for (int cut = 0; cut < points.Count; cut++)
        {
            drawing.Text(labels[cut], X(cut) + 4, top + PlotHeight + 14, 11, TextAnchor.End, -60);
            if (points[cut].Rows.Where(row => row.Metric == metric).Max(row => row.Control?.Mean) is { } control)
            {
                drawing.Line(X(cut) - (width / points.Count * 0.35), Y(control), X(cut) + (width / points.Count * 0.35), Y(control), ChartColours.Control, 3);
            }
        }

        for (int i = 0; i < attacks.Length; i++)
        {
            Series(drawing, points, metric, attacks[i], ChartColours.Of(i), X, Y);
        }

        if (limit is { } most)
        {
            drawing.Line(left, Y(most), left + width, Y(most), ChartColours.Limit, 1.2, dashed: true);
            drawing.Text("budget", left + 6, Y(most) - 5, 11, colour: ChartColours.Limit);
        }

        return drawing;
    }

    private static void Legend(Drawing drawing, string title, string[] attacks, ChartLegend legend, int left)
    {
        drawing.Text(title, left, 22, 14);
        foreach ((int i, string attack) in attacks.Index())
        {
            (double x, double y) = (left + legend.Places[i].X, LegendTop + legend.Places[i].Y);
            drawing.Rectangle(x, y, 12, 12, ChartColours.Of(i));
            drawing.Text(attack, x + 17, y + 10, 11);
        }

        (double X, double Y) last = (left + legend.Places[^1].X, LegendTop + legend.Places[^1].Y);
        drawing.Line(last.X, last.Y + 6, last.X + 20, last.Y + 6, ChartColours.Control, 3);
        drawing.Text(BestControl, last.X + 26, last.Y + 10, 11);
    }

    private static void Frame(Drawing drawing, string metric, (int Left, int Width) plot, Func<double, double> y)
    {
        for (int tick = 0; tick <= 10; tick += 2)
        {
            drawing.Line(plot.Left, y(tick / 10.0), plot.Left + plot.Width, y(tick / 10.0), tick == 0 ? ChartColours.Ink : ChartColours.Grid);
            drawing.Text((tick / 10.0).ToString("0.0", CultureInfo.InvariantCulture), plot.Left - 8, y(tick / 10.0) + 4, 11, TextAnchor.End);
        }

        drawing.Text(metric.Replace('_', ' '), plot.Left - 44, y(0.5), 11, TextAnchor.Middle, -90);
    }

    private static void Series(Drawing drawing, IReadOnlyList<LeakagePoint> points, string metric, string attack, string colour, Func<int, double> x, Func<double, double> y)
    {
        (double X, double Y)? before = null;
        for (int cut = 0; cut < points.Count; cut++)
        {
            // The same attack may stand here for several tensors or rounds: the worst is what the cut leaks.
            if (points[cut].Rows.Where(row => row.Metric == metric && row.Attack == attack).MaxBy(row => row.Score.Mean) is not { } row)
            {
                continue;
            }

            (double X, double Y) at = (x(cut), y(row.Score.Mean));
            drawing.Line(at.X, y(row.Score.Low), at.X, y(row.Score.High), colour, 1.5);
            drawing.Rectangle(at.X - (Point / 2.0), at.Y - (Point / 2.0), Point, Point, colour);
            if (before is { } from)
            {
                drawing.Line(from.X, from.Y, at.X, at.Y, colour, 1.2);
            }

            before = at;
        }
    }
}
