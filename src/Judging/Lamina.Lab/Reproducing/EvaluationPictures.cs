using System.Collections.Immutable;
using System.Globalization;
using Lamina.Images;
using Lamina.Images.Decoding;
using Lamina.Images.Encoding;
using Lamina.Privacy.Runs;
using Lamina.Privacy.Scores;
using Lamina.Reports.Decisions;

namespace Lamina.Lab.Reproducing;

/// <summary>The best, the median and the worst reconstructed victim of a piece, kept under <c>work/</c> for the report alone.</summary>
internal static class EvaluationPictures
{
    private static readonly string[] Ranks = ["best", "median", "worst"];

    /// <summary>Keeps them.</summary>
    public static void Save(string work, EvaluationPiece piece, IEnumerable<Piece> pieces, OpenSubject subject)
    {
        foreach (Piece found in pieces.Where(found => found.Scores.ContainsKey(Metric.Ssim.Name)))
        {
            if (subject.Store.LoadPictures(found.Key) is { } images)
            {
                string folder = Directory.CreateDirectory(Folder(work, piece, found.Key.Name)).FullName;
                ImmutableArray<double> scores = found.Scores[Metric.Ssim.Name];
                foreach ((string rank, int victim) in Ranks.Zip(Order(scores)))
                {
                    PngWriter.Save(UnitPictures.ToPicture(subject.Run.Images.Victims.Images[victim]), Path.Combine(folder, rank + "-original.png"));
                    PngWriter.Save(UnitPictures.ToPicture(images[victim]), Path.Combine(folder, rank + ".png"));
                }
            }
        }
    }

    /// <summary>Those of a result; null where they are not on this machine.</summary>
    public static ReconstructionReport? Load(string work, EvaluationPiece piece, EvaluationResult result, string attack)
    {
        string folder = Folder(work, piece, attack);
        if (result.Cut is null || !result.Victims.TryGetValue(attack, out SortedDictionary<string, ImmutableArray<double>>? scores) || !scores.TryGetValue(Metric.Ssim.Name, out ImmutableArray<double> ssim)
            || !Ranks.All(rank => File.Exists(Path.Combine(folder, rank + ".png")) && File.Exists(Path.Combine(folder, rank + "-original.png"))))
        {
            return null;
        }

        Picture Read(string name) => PictureDecoder.Load(Path.Combine(folder, name));
        return new ReconstructionReport
        {
            Cut = result.Cut,
            Attack = attack,
            Victims = [.. Ranks.Zip(Order(ssim)).Select(entry => new ReconstructedVictim(entry.First, Read(entry.First + "-original.png"), Read(entry.First + ".png"), ssim[entry.Second]))],
        };
    }

    /// <summary>Indices of the best, the median and the worst.</summary>
    private static int[] Order(ImmutableArray<double> scores)
    {
        int[] order = [.. Enumerable.Range(0, scores.Length).OrderByDescending(i => scores[i])];
        return [order[0], order[(order.Length - 1) / 2], order[^1]];
    }

    private static string Folder(string work, EvaluationPiece piece, string attack) =>
        Path.Combine(work, "shown", string.Create(CultureInfo.InvariantCulture, $"{EvaluationPiece.Word(piece.Kind)}-{piece.Cut + 1}"), attack);
}
