using System.Numerics;

namespace Lamina.Privacy.Scores;

/// <summary>Errors of single pixels: MSE over all values, and PSNR with peak 1.</summary>
public static class PixelError
{
    /// <summary>PSNR of equal pictures, in dB: an infinite score could be neither averaged nor stored.</summary>
    public const double MaxPsnr = 200;

    /// <summary>Mean squared difference, 0..1; 0 is equal.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static double MeanSquared(UnitImage first, UnitImage second)
    {
        first.RequireSameSize(second);
        ReadOnlySpan<double> x = first.Values;
        ReadOnlySpan<double> y = second.Values;
        Vector<double> sums = Vector<double>.Zero;
        int i = 0;
        for (; i <= x.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> difference = new Vector<double>(x[i..]) - new Vector<double>(y[i..]);
            sums += difference * difference;
        }

        double sum = Vector.Sum(sums);
        for (; i < x.Length; i++)
        {
            sum += (x[i] - y[i]) * (x[i] - y[i]);
        }

        return sum / x.Length;
    }

    /// <summary>Peak signal to noise ratio in dB: -10 log10 of <see cref="MeanSquared"/>, at most <see cref="MaxPsnr"/>.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static double Psnr(UnitImage first, UnitImage second) => PsnrOf(MeanSquared(first, second));

    internal static double PsnrOf(double meanSquared) => Math.Min(MaxPsnr, -10 * Math.Log10(meanSquared));
}
