namespace Lamina.Privacy.Scores;

/// <summary>What a reconstruction scores against its victim.</summary>
/// <param name="Ssim">Structural similarity, -1..1.</param>
/// <param name="MsSsim">Multi-scale similarity, 0..1; null where a side is at most 160.</param>
/// <param name="Psnr">In dB, at most 200.</param>
/// <param name="Mse">Mean squared difference, 0..1.</param>
public sealed record ImageScores(double Ssim, double? MsSsim, double Psnr, double Mse)
{
    /// <summary>Scores one reconstruction.</summary>
    /// <exception cref="ArgumentException">The sizes differ, or a side is below <see cref="StructuralSimilarity.MinSide"/>.</exception>
    public static ImageScores Of(UnitImage victim, UnitImage reconstruction)
    {
        double mse = PixelError.MeanSquared(victim, reconstruction);
        return new ImageScores(
            StructuralSimilarity.Compute(victim, reconstruction),
            MultiScaleSimilarity.Compute(victim, reconstruction),
            PixelError.PsnrOf(mse),
            mse);
    }

    /// <summary>Scores many, on all cores; result i belongs to pair i.</summary>
    /// <exception cref="ArgumentException">The lists differ in length, or a pair in size.</exception>
    public static ImageScores[] OfAll(IReadOnlyList<UnitImage> victims, IReadOnlyList<UnitImage> reconstructions)
    {
        ArgumentNullException.ThrowIfNull(victims);
        ArgumentNullException.ThrowIfNull(reconstructions);
        if (victims.Count != reconstructions.Count)
        {
            throw new ArgumentException($"{reconstructions.Count} reconstructions were given for {victims.Count} victims.", nameof(reconstructions));
        }

        for (int i = 0; i < victims.Count; i++)
        {
            victims[i].RequireSameSize(reconstructions[i]);
        }

        ImageScores[] scores = new ImageScores[victims.Count];
        Parallel.For(0, scores.Length, i => scores[i] = Of(victims[i], reconstructions[i]));
        return scores;
    }
}
