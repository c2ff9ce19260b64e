using System.Globalization;
using System.Text;
using Lamina.Torch.Training;

namespace Lamina.Lab.Training;

/// <summary>
/// Loss and accuracy over epochs as SVG. Its letters are drawn by whoever shows it: the picture library here comes without fonts,
/// so that it needs no system package.
/// </summary>
internal static class TrainingCurve
{
    private const int Width = 900, Height = 420, Left = 60, Right = 840, Top = 30, Bottom = 370, Ticks = 5;

    /// <summary>Draws the finished epochs.</summary>
    public static void Save(IReadOnlyList<EpochRow> rows, string path)
    {
        double most = rows.SelectMany(row => new[] { row.TrainLoss, row.ValidationLoss ?? 0 }).Append(1e-9).Max();
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        for (int tick = 0; tick <= Ticks; tick++)
        {
            double y = Bottom - (Bottom - Top) * tick / (double)Ticks;
            svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{Left} {y:0.#}H{Right}\" stroke=\"#ddd\"/><text x=\"{Left - 6}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{most * tick / Ticks:0.00}</text><text x=\"{Right + 6}\" y=\"{y + 4:0.#}\">{tick / (double)Ticks:0.0}</text>\n");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"18\">loss</text><text x=\"{Right}\" y=\"18\" text-anchor=\"end\">accuracy</text><text x=\"{Left}\" y=\"{Bottom + 18}\">epoch 1</text><text x=\"{Right}\" y=\"{Bottom + 18}\" text-anchor=\"end\">epoch {rows.Count}</text>\n");
        Line(svg, rows, 0, "training loss", "#4682b4", row => row.TrainLoss / most);
        Line(svg, rows, 1, "validation loss", "#000080", row => row.ValidationLoss / most);
        Line(svg, rows, 2, "training accuracy", "#ff8c00", row => row.TrainTop1);
        Line(svg, rows, 3, "validation accuracy", "#8b0000", row => row.ValidationTop1);
        File.WriteAllText(path, svg.Append("</svg>\n").ToString());
    }

    private static void Line(StringBuilder svg, IReadOnlyList<EpochRow> rows, int place, string name, string colour, Func<EpochRow, double?> share)
    {
        IEnumerable<string> points = rows.Where(row => share(row) is not null).Select(row => string.Create(
            CultureInfo.InvariantCulture,
            $"{Left + (Right - Left) * (row.Epoch - 1) / (double)Math.Max(1, rows.Count - 1):0.#},{Bottom - (Bottom - Top) * share(row)!.Value:0.#}"));
        svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{string.Join(' ', points)}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\"/><text x=\"{Left + 100 + (place * 170)}\" y=\"{Bottom + 36}\" fill=\"{colour}\">{name}</text>\n");
    }
}
