namespace Lamina.Torch.Training;

/// <summary>Scores of one class.</summary>
/// <param name="Name">The class.</param>
/// <param name="Images">Pictures of it.</param>
/// <param name="Precision">Share of the predictions of this class that are right; 0 where there are none.</param>
/// <param name="Recall">Share of its pictures that are predicted.</param>
/// <param name="F1">Harmonic mean of both.</param>
public sealed record ClassScore(string Name, int Images, double Precision, double Recall, double F1);

/// <summary>Counts a classifier's hits. Classes without pictures are in no mean.</summary>
/// <param name="names">The classes, in the order of the output.</param>
public sealed class ClassificationScores(IReadOnlyList<string> names)
{
    private readonly int[] _confusion = new int[names.Count * names.Count];
    private int _top1;
    private int _top5;

    /// <summary>Pictures counted.</summary>
    public int Images { get; private set; }

    /// <summary>Share of pictures whose class has the highest score.</summary>
    public double Top1 => _top1 / (double)Math.Max(1, Images);

    /// <summary>Share of pictures whose class is among the five highest; with up to five classes that is all of them.</summary>
    public double Top5 => _top5 / (double)Math.Max(1, Images);

    /// <summary>Mean F1 over the classes that have pictures.</summary>
    public double MacroF1 => PerClass.Where(score => score.Images > 0).Select(score => score.F1).DefaultIfEmpty().Average();

    /// <summary>Each class.</summary>
    public IReadOnlyList<ClassScore> PerClass => [.. names.Select((name, i) => Score(name, i))];

    /// <summary>How many pictures of one class were taken for another.</summary>
    public int Confused(int actual, int predicted) => _confusion[actual * names.Count + predicted];

    /// <summary>Counts one picture. Ties count for the class that comes first.</summary>
    /// <param name="scores">One number a class, the highest wins.</param>
    /// <param name="label">The picture's class.</param>
    public void Add(ReadOnlySpan<float> scores, int label)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(scores.Length, names.Count, nameof(scores));
        int best = 0;
        int before = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            best = scores[i] > scores[best] ? i : best;
            before += scores[i] > scores[label] || (scores[i] == scores[label] && i < label) ? 1 : 0;
        }

        Images++;
        _top1 += best == label ? 1 : 0;
        _top5 += before < 5 ? 1 : 0;
        _confusion[label * names.Count + best]++;
    }

    private ClassScore Score(string name, int index)
    {
        int images = 0, predicted = 0;
        for (int other = 0; other < names.Count; other++)
        {
            images += Confused(index, other);
            predicted += Confused(other, index);
        }

        double hits = Confused(index, index);
        double precision = predicted == 0 ? 0 : hits / predicted;
        double recall = images == 0 ? 0 : hits / images;
        return new ClassScore(name, images, precision, recall, precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall));
    }
}
