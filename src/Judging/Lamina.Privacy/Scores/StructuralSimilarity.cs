namespace Lamina.Privacy.Scores;

/// <summary>
/// SSIM (Wang, Bovik, Sheikh, Simoncelli 2004) of two RGB pictures: the mean of the three planes' indices.
/// Gaussian window of 11x11 and deviation 1.5, population covariance, range 1; windows that stick out are left out.
/// </summary>
/// <remarks>
/// Equal within 1e-6 to scikit-image's <c>structural_similarity(gaussian_weights=True, sigma=1.5, use_sample_covariance=False,
/// data_range=1, channel_axis=-1)</c> on float64. -1..1; 1 only for equal pictures.
/// </remarks>
public static class StructuralSimilarity
{
    /// <summary>Shortest side that can be scored.</summary>
    public const int MinSide = GaussianWindow.Size;

    /// <summary>The index of two pictures of one size.</summary>
    /// <exception cref="ArgumentException">The sizes differ, or a side is below <see cref="MinSide"/>.</exception>
    public static double Compute(UnitImage first, UnitImage second) => PerChannel(first, second).Average();

    /// <summary>The index of each plane, red first.</summary>
    internal static double[] PerChannel(UnitImage first, UnitImage second)
    {
        first.RequireSameSize(second);
        double[] planes = new double[UnitImage.Channels];
        for (int channel = 0; channel < planes.Length; channel++)
        {
            planes[channel] = PlaneSimilarity.Compute(first.Plane(channel), second.Plane(channel), first.Width, first.Height).Similarity;
        }

        return planes;
    }
}
