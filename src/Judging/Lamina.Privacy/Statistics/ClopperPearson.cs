using MathNet.Numerics;

namespace Lamina.Privacy.Statistics;

/// <summary>Exact one-sided bounds of a share (Clopper, Pearson 1934): quantiles of the beta distribution.</summary>
public static class ClopperPearson
{
    /// <summary>Upper bound of the share of which <paramref name="hits"/> in <paramref name="trials"/> were seen; 1 if all hit.</summary>
    /// <param name="hits">0..trials.</param>
    /// <param name="trials">At least 1.</param>
    /// <param name="level">One-sided level, between 0 and 1. Default 0.95.</param>
    public static double Upper(int hits, int trials, double level = MeanInterval.Level)
    {
        Check(hits, trials, level);
        return hits == trials ? 1 : BetaQuantile(hits + 1.0, trials - hits, level);
    }

    /// <summary>Lower bound of that share; 0 if none hit.</summary>
    /// <inheritdoc cref="Upper"/>
    public static double Lower(int hits, int trials, double level = MeanInterval.Level)
    {
        Check(hits, trials, level);
        return hits == 0 ? 0 : BetaQuantile(hits, trials - hits + 1.0, 1 - level);
    }

    private static void Check(int hits, int trials, double level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, trials);
        if (!(level > 0 && level < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, "A level between 0 and 1 was wanted.");
        }
    }

    /// <summary>By bisection: the regularised beta function is monotone, and 60 halvings leave nothing.</summary>
    private static double BetaQuantile(double a, double b, double level)
    {
        double low = 0;
        double high = 1;
        for (int i = 0; i < 60; i++)
        {
            double middle = 0.5 * (low + high);
            (low, high) = SpecialFunctions.BetaRegularized(a, b, middle) < level ? (middle, high) : (low, middle);
        }

        return 0.5 * (low + high);
    }
}
