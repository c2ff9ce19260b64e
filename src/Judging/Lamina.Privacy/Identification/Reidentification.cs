using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Identification;

/// <summary>
/// Whether a reconstruction tells which of the victims it shows: its nearest victim, by pixels or by features of a network that is
/// not the target. By chance 1/N are right.
/// </summary>
public static class Reidentification
{
    /// <summary>Victims among whom to choose.</summary>
    public const int Victims = 100;

    /// <summary>1 per reconstruction whose nearest victim by mean squared error is its own, else 0; ties share.</summary>
    /// <param name="victims">Among whom to choose, all of one size.</param>
    /// <param name="reconstructions">Of the first victims, in their order.</param>
    /// <exception cref="ArgumentException">No reconstruction, more of them than victims, or sizes differ.</exception>
    public static double[] ByPixels(IReadOnlyList<UnitImage> victims, IReadOnlyList<UnitImage> reconstructions)
    {
        ArgumentNullException.ThrowIfNull(victims);
        ArgumentNullException.ThrowIfNull(reconstructions);
        CheckCount(victims.Count, reconstructions.Count);
        foreach (UnitImage image in victims.Concat(reconstructions))
        {
            victims[0].RequireSameSize(image);
        }

        double[] hits = new double[reconstructions.Count];
        Parallel.For(0, hits.Length, i => hits[i] = RankedHit.Share(victims.Count, i, j => PixelError.MeanSquared(victims[j], reconstructions[i])));
        return hits;
    }

    /// <summary>1 per reconstruction whose nearest victim by features is its own, else 0; ties share.</summary>
    /// <param name="victims">Features of the victims, of a network that is not the target.</param>
    /// <param name="reconstructions">Features of reconstructions of the first victims, of the same network.</param>
    /// <exception cref="ArgumentException">No reconstruction, more of them than victims, or lengths differ.</exception>
    public static double[] ByFeatures(IReadOnlyList<float[]> victims, IReadOnlyList<float[]> reconstructions)
    {
        ArgumentNullException.ThrowIfNull(victims);
        ArgumentNullException.ThrowIfNull(reconstructions);
        CheckCount(victims.Count, reconstructions.Count);
        return Nearest.Hits(reconstructions, victims);
    }

    /// <summary>The way that recognised more: what <see cref="Metric.Reidentification"/> holds.</summary>
    /// <exception cref="ArgumentException">Counts differ.</exception>
    public static double[] Better(double[] byPixels, double[] byFeatures)
    {
        ArgumentNullException.ThrowIfNull(byPixels);
        ArgumentNullException.ThrowIfNull(byFeatures);
        if (byPixels.Length != byFeatures.Length)
        {
            throw new ArgumentException($"{byPixels.Length} and {byFeatures.Length} hits were given.", nameof(byFeatures));
        }

        return byFeatures.Average() > byPixels.Average() ? byFeatures : byPixels;
    }

    /// <summary>What guessing gets right.</summary>
    /// <param name="victims">At least 1.</param>
    public static double Chance(int victims)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(victims, 1);
        return 1.0 / victims;
    }

    private static void CheckCount(int victims, int reconstructions)
    {
        if (reconstructions == 0 || reconstructions > victims)
        {
            throw new ArgumentException($"{reconstructions} reconstructions were given for {victims} victims; at least one, and of each victim at most one, were wanted.");
        }
    }
}
