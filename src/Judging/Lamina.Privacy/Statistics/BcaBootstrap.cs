using MathNet.Numerics.Distributions;

namespace Lamina.Privacy.Statistics;

/// <summary>
/// Bias-corrected and accelerated bootstrap of a mean (Efron 1987; Efron, Tibshirani 1993, chapter 14).
/// The acceleration comes from the jackknife over the same units that are drawn.
/// </summary>
internal static class BcaBootstrap
{
    /// <summary>Default number of resamples: the bounds' own Monte-Carlo error is then about 2% of the standard error.</summary>
    public const int DefaultResamples = 10_000;

    /// <returns>One-sided bounds; both equal the mean if no unit differs.</returns>
    public static (double Low, double High) Bounds(Blocks units, Resampler resampler, double level)
    {
        double mean = units.Mean;
        double[] means = resampler.Means(units);
        int resamples = means.Length;
        Array.Sort(means);
        if (means[0] == means[^1])
        {
            return (mean, mean);
        }

        // Ties count half, so that a statistic with few distinct values (hits and misses) is not biased by them.
        int below = LowerBound(means, mean);
        int upTo = UpperBound(means, mean);
        double share = Math.Clamp((below + (0.5 * (upTo - below))) / resamples, 1.0 / (resamples + 1), resamples / (resamples + 1.0));
        double bias = Normal.InvCDF(0, 1, share);
        double acceleration = Acceleration(units, mean);
        return (Quantiles.Linear(means, Adjusted(1 - level, bias, acceleration)), Quantiles.Linear(means, Adjusted(level, bias, acceleration)));
    }

    private static double Acceleration(Blocks units, double mean)
    {
        double total = units.Sums.Sum();
        int size = units.Sizes.Sum();
        double[] without = new double[units.Count];
        for (int i = 0; i < without.Length; i++)
        {
            without[i] = size > units.Sizes[i] ? (total - units.Sums[i]) / (size - units.Sizes[i]) : mean;
        }

        double centre = without.Average();
        double squares = without.Sum(value => Math.Pow(centre - value, 2));
        double cubes = without.Sum(value => Math.Pow(centre - value, 3));
        return squares > 0 ? cubes / (6 * Math.Pow(squares, 1.5)) : 0;
    }

    private static double Adjusted(double level, double bias, double acceleration)
    {
        double shifted = bias + Normal.InvCDF(0, 1, level);
        double denominator = 1 - (acceleration * shifted);

        // Past its pole the correction has no meaning; the outermost resample is the widest answer there is.
        return denominator > 0 ? Normal.CDF(0, 1, bias + (shifted / denominator)) : level > 0.5 ? 1 : 0;
    }

    private static int LowerBound(double[] sorted, double value) => Partition(sorted, candidate => candidate < value);

    private static int UpperBound(double[] sorted, double value) => Partition(sorted, candidate => candidate <= value);

    private static int Partition(double[] sorted, Func<double, bool> isLeft)
    {
        int low = 0;
        int high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = isLeft(sorted[middle]) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
