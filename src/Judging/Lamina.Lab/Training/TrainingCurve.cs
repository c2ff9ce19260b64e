using Lamina.Torch.Training;
using ScottPlot;
using ScottPlot.Plottables;

namespace Lamina.Lab.Training;

/// <summary>Loss and accuracy over epochs as a picture.</summary>
internal static class TrainingCurve
{
    private const int Width = 900, Height = 480;

    /// <summary>Draws the finished epochs.</summary>
    public static void Save(IReadOnlyList<EpochRow> rows, string path)
    {
        using var plot = new Plot();
        plot.Title("Training");
        plot.XLabel("epoch");
        plot.YLabel("loss");
        Line(plot, rows, "training loss", row => row.TrainLoss, Colors.SteelBlue, plot.Axes.Left);
        Line(plot, rows, "validation loss", row => row.ValidationLoss, Colors.Navy, plot.Axes.Left);
        Line(plot, rows, "training accuracy", row => row.TrainTop1, Colors.Orange, plot.Axes.Right);
        Line(plot, rows, "validation accuracy", row => row.ValidationTop1, Colors.DarkRed, plot.Axes.Right);
        plot.Axes.Right.Label.Text = "accuracy";
        plot.Axes.SetLimitsY(0, 1, plot.Axes.Right);
        plot.ShowLegend(Alignment.MiddleRight);
        plot.SavePng(path, Width, Height);
    }

    private static void Line(Plot plot, IReadOnlyList<EpochRow> rows, string name, Func<EpochRow, double?> value, Color colour, IYAxis axis)
    {
        EpochRow[] known = [.. rows.Where(row => value(row) is not null)];
        if (known.Length > 0)
        {
            Scatter line = plot.Add.Scatter(known.Select(row => (double)row.Epoch).ToArray(), known.Select(row => value(row)!.Value).ToArray(), colour);
            line.LegendText = name;
            line.Axes.YAxis = axis;
        }
    }
}
