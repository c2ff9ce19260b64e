namespace Lamina.Planning.Profiling;

/// <summary>Median and quartiles of a measurement, in milliseconds.</summary>
/// <param name="Median">Half of the rounds took at most this.</param>
/// <param name="P25">First quartile.</param>
/// <param name="P75">Third quartile.</param>
public readonly record struct Spread(double Median, double P25, double P75)
{
    /// <summary>Of at least one value; between two values the quantile is interpolated (Hyndman and Fan 1996, definition 7).</summary>
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new Spread(At(sorted, 0.5), At(sorted, 0.25), At(sorted, 0.75));
    }

    private static double At(double[] sorted, double quantile)
    {
        double position = quantile * (sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
