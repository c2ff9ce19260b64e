using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Controls;

/// <summary>
/// The one colour that scores best on the adversary's images, for each metric. Chosen there, never on victims; scores treat planes
/// alike, so every plane's best value is found on its own.
/// </summary>
public static class BestConstant
{
    /// <summary>At most this many of the adversary's images are looked at.</summary>
    public const int MaxImages = 48;

    private const int Coarse = 16;
    private const int Fine = 4;

    /// <summary>The colour that is best for SSIM, MS-SSIM, or (the mean colour) for PSNR and MSE.</summary>
    /// <param name="metric">One of the four image metrics.</param>
    /// <param name="images">The adversary's images, of one size; the first <see cref="MaxImages"/> are used.</param>
    /// <param name="cancellation">Checked between colours.</param>
    /// <exception cref="ArgumentException">No images, sizes differ, or the metric is no image metric or does not exist at this size.</exception>
    public static UnitImage Find(Metric metric, IReadOnlyList<UnitImage> images, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(metric);
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0)
        {
            throw new ArgumentException("The best constant needs at least one image.", nameof(images));
        }

        UnitImage[] seen = [.. images.Take(MaxImages)];
        double[] colour = metric == Metric.Psnr || metric == Metric.Mse ? MeanColour(seen) : Search(PlanesOf(metric), seen, cancellation);
        return UnitImage.Constant(seen[0].Width, seen[0].Height, colour[0], colour[1], colour[2]);
    }

    private static Func<UnitImage, UnitImage, double[]?> PlanesOf(Metric metric) =>
        metric == Metric.Ssim ? StructuralSimilarity.PerChannel
        : metric == Metric.MsSsim ? MultiScaleSimilarity.PerChannel
        : throw new ArgumentException($"There is no best constant for {metric}.", nameof(metric));

    private static double[] MeanColour(UnitImage[] images) =>
        [.. Enumerable.Range(0, UnitImage.Channels).Select(channel => images.Average(image => Mean(image.Plane(channel))))];

    private static double Mean(ReadOnlySpan<double> plane) => System.Numerics.Tensors.TensorPrimitives.Sum(plane) / plane.Length;

    /// <summary>A grid over 0..1, then a finer one around each plane's best value.</summary>
    private static double[] Search(Func<UnitImage, UnitImage, double[]?> score, UnitImage[] images, CancellationToken cancellation)
    {
        double[] best = new double[UnitImage.Channels];
        double[] bestScore = [double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity];
        for (int i = 0; i <= Coarse; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            double value = i / (double)Coarse;
            Improve(best, bestScore, [value, value, value], score, images);
        }

        double[] centre = [.. best];
        for (int i = -Fine + 1; i < Fine; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            double offset = i / (double)(Coarse * Fine);
            Improve(best, bestScore, [.. centre.Select(value => Math.Clamp(value + offset, 0, 1))], score, images);
        }

        return best;
    }

    private static void Improve(
        double[] best, double[] bestScore, double[] colour, Func<UnitImage, UnitImage, double[]?> score, UnitImage[] images)
    {
        UnitImage constant = UnitImage.Constant(images[0].Width, images[0].Height, colour[0], colour[1], colour[2]);
        double[][] planes = new double[images.Length][];
        Parallel.For(0, images.Length, i => planes[i] = score(images[i], constant)
            ?? throw new ArgumentException($"Pictures of {images[i].Width}x{images[i].Height} have no such score."));
        for (int channel = 0; channel < best.Length; channel++)
        {
            double mean = planes.Average(plane => plane[channel]);
            if (mean > bestScore[channel])
            {
                (best[channel], bestScore[channel]) = (colour[channel], mean);
            }
        }
    }
}
