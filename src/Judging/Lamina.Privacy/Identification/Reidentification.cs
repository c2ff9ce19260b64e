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
    /// <param name="victims">One per reconstruction, all of one size.</param>
    /// <param name="reconstructions">In the victims' order.</param>
    /// <exception cref="ArgumentException">Counts or sizes differ.</exception>
    public static double[] ByPixels(IReadOnlyList<UnitImage> victims, IReadOnlyList<UnitImage> reconstructions)
    {
        ArgumentNullException.ThrowIfNull(victims);
        ArgumentNullException.ThrowIfNull(reconstructions);
        CheckCount(victims.Count, reconstructions.Count);
        for (int i = 0; i < victims.Count; i++)
        {
            victims[0].RequireSameSize(victims[i]);
            victims[0].RequireSameSize(reconstructions[i]);
        }

        double[] hits = new double[victims.Count];
        Parallel.For(0, hits.Length, i => hits[i] = RankedHit.Share(victims.Count, i, j => PixelError.MeanSquared(victims[j], reconstructions[i])));
        return hits;
    }

    /// <summary>1 per reconstruction whose nearest victim by features is its own, else 0; ties share.</summary>
    /// <param name="victims">Features of the victims, of a network that is not the target.</param>
    /// <param name="reconstructions">Features of the reconstructions, of the same network.</param>
    /// <exception cref="ArgumentException">Counts or lengths differ.</exception>
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
        CheckCount(byPixels.Length, byFeatures.Length);
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
        if (victims == 0 || victims != reconstructions)
        {
            throw new ArgumentException($"{reconstructions} reconstructions were given for {victims} victims; one each, and at least one, were wanted.");
        }
    }
}
