using MathNet.Numerics.Distributions;

namespace Lamina.Privacy.Statistics;

/// <summary>Student's t for a mean; over blocks of unequal size the linearised ratio estimator, which for single values is the textbook's.</summary>
internal static class StudentInterval
{
    /// <param name="units">At least two.</param>
    /// <param name="level">One-sided.</param>
    public static (double Low, double High) Bounds(Blocks units, double level)
    {
        double mean = units.Mean;
        double averageSize = units.Sizes.Average();
        double squares = 0;
        for (int i = 0; i < units.Count; i++)
        {
            double residual = (units.Sums[i] - (mean * units.Sizes[i])) / averageSize;
            squares += residual * residual;
        }

        double error = Math.Sqrt(squares / (units.Count - 1.0) / units.Count);
        double reach = error > 0 ? StudentT.InvCDF(0, 1, units.Count - 1, level) * error : 0;
        return (mean - reach, mean + reach);
    }
}
