namespace Lamina.Cli.Bench;

/// <summary>A median and an interval around it that holds with at least 95%.</summary>
/// <param name="Median">The median of the sample.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
internal readonly record struct Interval(double Median, double Low, double High)
{
    private const double Level = 0.95;

    /// <summary>Width of the interval.</summary>
    public double Width => High - Low;

    /// <summary>
    /// The median and its interval between two order statistics (the sign test turned round): nothing is assumed of the distribution but
    /// that values are independent. Below 6 values even smallest and largest hold with less than 95%; they are given all the same.
    /// </summary>
    /// <param name="values">At least one.</param>
    public static Interval OfMedian(IReadOnlyCollection<double> values)
    {
        double[] sorted = [.. values.Order()];
        int below = Below(sorted.Length);
        return new Interval(Quantile(sorted, 0.5), sorted[below], sorted[^(below + 1)]);
    }

    /// <summary>The quantile of sorted values, interpolated.</summary>
    public static double Quantile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int whole = (int)place;
        return whole + 1 < sorted.Length ? sorted[whole] + ((place - whole) * (sorted[whole + 1] - sorted[whole])) : sorted[^1];
    }

    /// <summary>How many values may lie outside on either side: the most for which both tails of a fair coin's count stay within 5% together.</summary>
    private static int Below(int count)
    {
        int below = 0;
        double weight = Math.Pow(0.5, count);
        double tail = weight;
        while (true)
        {
            weight *= (double)(count - below) / (below + 1);
            tail += weight;
            if (2 * tail > 1 - Level)
            {
                return below;
            }

            below++;
        }
    }
}
