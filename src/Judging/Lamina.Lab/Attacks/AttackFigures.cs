using System.Collections.Immutable;
using System.Globalization;
using Lamina.Images;
using Lamina.Images.Encoding;
using Lamina.Images.Figures;
using Lamina.Privacy.Runs;
using Lamina.Privacy.Scores;

namespace Lamina.Lab.Attacks;

/// <summary>The reconstruction grid and the chart of an attack.</summary>
internal static class AttackFigures
{
    private const int Rows = 8;

    /// <summary>Writes grid.png, grid.txt (what its rows and columns are), leakage.svg and reconstructions.csv (which picture is whose).</summary>
    public static void Save(string folder, RunSubject subject, CutName cut, PieceStore store, AttackReport report)
    {
        LeakageChart.Save(report, Path.Combine(folder, "leakage.svg"));
        Piece[] shown = [.. store.Pieces
            .Where(piece => piece.Key.Role == PieceRole.Attack && piece.Key.Tensors.SequenceEqual(cut.Tensors) && piece.Scores.ContainsKey(Metric.Ssim.Name))
            .GroupBy(piece => piece.Key.Name)
            .Select(pieces => pieces.OrderBy(piece => piece.Key.Seed).ThenByDescending(piece => piece.Key.Victims).First())
            .OrderBy(piece => piece.Key.Name, StringComparer.Ordinal)];
        (string Name, IReadOnlyList<UnitImage> Images)[] columns = [.. shown.Select(piece => (piece.Key.Name, Images: store.LoadPictures(piece.Key))).Where(column => column.Images is not null).Select(column => (column.Name, column.Images!))];
        if (columns.Length == 0)
        {
            return;
        }

        File.WriteAllLines(Path.Combine(folder, "reconstructions.csv"), ["attack,victim,ssim,file", .. shown.SelectMany(piece => Lines(folder, subject, store, piece))]);
        int[] victims = Choose(shown, columns.Min(column => column.Images.Count));
        IReadOnlyList<UnitImage> originals = subject.Images.Victims.Images;
        Picture[] cells = [.. victims.SelectMany(i => columns.Select(column => column.Images[i]).Prepend(originals[i])).Select(UnitPictures.ToPicture)];
        PngWriter.Save(PictureGrid.Compose(cells, columns.Length + 1), Path.Combine(folder, "grid.png"));
        File.WriteAllLines(Path.Combine(folder, "grid.txt"),
        [
            $"columns: the victim, {string.Join(", ", columns.Select(column => column.Name))}",
            .. victims.Select((victim, row) => $"row {row + 1}: {subject.Images.Victims.Names[victim]}"),
        ]);
    }

    /// <summary>Which picture is whose: the file below the folder, and how near it came.</summary>
    private static IEnumerable<string> Lines(string folder, RunSubject subject, PieceStore store, Piece piece) => piece.Scores[Metric.Ssim.Name].Select((ssim, i) => string.Create(
        CultureInfo.InvariantCulture, $"{piece.Key.Name},{subject.Images.Victims.Names[i].Replace(',', ' ')},{ssim:0.####},{Path.GetRelativePath(folder, Path.Combine(store.PictureFolder(piece.Key), $"{i:0000}.png")).Replace('\\', '/')}"));

    /// <summary>Victims evenly from the one whose reconstruction is best to the one whose is worst, by the attack with the best mean.</summary>
    private static int[] Choose(Piece[] shown, int count)
    {
        ImmutableArray<double> scores = shown.MaxBy(piece => piece.Scores[Metric.Ssim.Name].Average())!.Scores[Metric.Ssim.Name];
        int[] order = [.. Enumerable.Range(0, Math.Min(count, scores.Length)).OrderByDescending(i => scores[i])];
        int rows = Math.Min(Rows, order.Length);
        return [.. Enumerable.Range(0, rows).Select(row => order[rows == 1 ? 0 : row * (order.Length - 1) / (rows - 1)])];
    }
}
