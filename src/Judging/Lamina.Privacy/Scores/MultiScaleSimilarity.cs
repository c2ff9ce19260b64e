namespace Lamina.Privacy.Scores;

/// <summary>
/// MS-SSIM (Wang, Simoncelli, Bovik 2003): five scales, each half the one before (means of 2x2 pixels; a last odd row or column
/// is repeated), the published weights, negative factors taken as 0, per plane, then averaged.
/// </summary>
public static class MultiScaleSimilarity
{
    /// <summary>Both sides must be longer: at the fifth scale the window of 11 must still fit.</summary>
    public const int SidesAbove = 160;

    private static readonly double[] Weights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];

    /// <summary>The index in 0..1; null where a side is at most <see cref="SidesAbove"/>.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static double? Compute(UnitImage first, UnitImage second) => PerChannel(first, second)?.Average();

    /// <summary>The index of each plane, red first; null for small pictures.</summary>
    internal static double[]? PerChannel(UnitImage first, UnitImage second)
    {
        first.RequireSameSize(second);
        if (Math.Min(first.Width, first.Height) <= SidesAbove)
        {
            return null;
        }

        double[] planes = new double[UnitImage.Channels];
        for (int channel = 0; channel < planes.Length; channel++)
        {
            planes[channel] = Plane(first.Plane(channel), second.Plane(channel), first.Width, first.Height);
        }

        return planes;
    }

    private static double Plane(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int width, int height)
    {
        double product = 1;
        for (int scale = 0; ; scale++)
        {
            PlaneSimilarity.Result result = PlaneSimilarity.Compute(x, y, width, height);
            bool last = scale == Weights.Length - 1;
            product *= Math.Pow(Math.Max(0, last ? result.Similarity : result.ContrastStructure), Weights[scale]);
            if (last)
            {
                return product;
            }

            x = Halve(x, width, height);
            y = Halve(y, width, height);
            (width, height) = ((width + 1) / 2, (height + 1) / 2);
        }
    }

    private static double[] Halve(ReadOnlySpan<double> plane, int width, int height)
    {
        int halfWidth = (width + 1) / 2;
        int halfHeight = (height + 1) / 2;
        double[] half = new double[halfWidth * halfHeight];
        for (int v = 0; v < halfHeight; v++)
        {
            ReadOnlySpan<double> upper = plane.Slice(2 * v * width, width);
            ReadOnlySpan<double> lower = plane.Slice(Math.Min((2 * v) + 1, height - 1) * width, width);
            for (int u = 0; u < halfWidth; u++)
            {
                int left = 2 * u;
                int right = Math.Min(left + 1, width - 1);
                half[(v * halfWidth) + u] = 0.25 * (upper[left] + upper[right] + lower[left] + lower[right]);
            }
        }

        return half;
    }
}
