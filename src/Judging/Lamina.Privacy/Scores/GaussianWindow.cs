namespace Lamina.Privacy.Scores;

/// <summary>The window of Wang et al. 2004: a Gaussian of standard deviation 1.5 cut at 3.5 deviations, 11 taps that add up to 1.</summary>
internal static class GaussianWindow
{
    /// <summary>Taps on either side of the centre: 1.5 * 3.5 rounded.</summary>
    public const int Radius = 5;

    /// <summary>Width of the window.</summary>
    public const int Size = (2 * Radius) + 1;

    private const double Sigma = 1.5;

    /// <summary>The centre's weight, then those at distance 1 to <see cref="Radius"/>.</summary>
    public static ReadOnlySpan<double> Weights => Half;

    private static readonly double[] Half = Make();

    private static double[] Make()
    {
        double[] half = new double[Radius + 1];
        double sum = 0;
        for (int i = 0; i <= Radius; i++)
        {
            half[i] = Math.Exp(-0.5 * i * i / (Sigma * Sigma));
            sum += i == 0 ? half[i] : 2 * half[i];
        }

        for (int i = 0; i <= Radius; i++)
        {
            half[i] /= sum;
        }

        return half;
    }
}
