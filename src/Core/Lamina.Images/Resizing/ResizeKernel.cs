using Lamina.Plans.Preprocess;

namespace Lamina.Images.Resizing;

/// <summary>
/// The weights of one axis, as Pillow computes them (its file src/libImaging/Resample.c): when shrinking, the filter is widened by
/// the scale, so every source pixel counts; weights are normalised per output pixel and rounded to 22 fractional bits.
/// </summary>
internal sealed class ResizeKernel
{
    /// <summary>Fractional bits: 32 minus 8 for the pixel and 2 for sign and overshoot, so that sums fit an int.</summary>
    public const int PrecisionBits = 32 - 8 - 2;

    private readonly int[] _first;
    private readonly int[] _count;
    private readonly int[] _weights;

    public ResizeKernel(int sourceSize, int targetSize, ResizeFilter filter)
    {
        (Func<double, double> function, double support) = Function(filter);
        double scale = (double)sourceSize / targetSize;
        double filterScale = Math.Max(scale, 1.0);
        support *= filterScale;
        Taps = ((int)Math.Ceiling(support) * 2) + 1;
        _first = new int[targetSize];
        _count = new int[targetSize];
        _weights = new int[checked(targetSize * Taps)];
        double[] exact = new double[Taps];
        for (int target = 0; target < targetSize; target++)
        {
            double centre = (target + 0.5) * scale;
            int first = Math.Max(0, (int)(centre - support + 0.5));
            int count = Math.Min(sourceSize, (int)(centre + support + 0.5)) - first;
            double sum = 0;
            for (int tap = 0; tap < count; tap++)
            {
                // Pillow multiplies by the reciprocal of the scale; a division would round differently.
                exact[tap] = function((tap + first - centre + 0.5) * (1.0 / filterScale));
                sum += exact[tap];
            }

            _first[target] = first;
            _count[target] = count;
            for (int tap = 0; tap < count; tap++)
            {
                double weight = sum == 0 ? exact[tap] : exact[tap] / sum;
                _weights[(target * Taps) + tap] = (int)((weight < 0 ? -0.5 : 0.5) + (weight * (1 << PrecisionBits)));
            }
        }
    }

    /// <summary>Most weights that an output pixel can have.</summary>
    public int Taps { get; }

    /// <summary>The first source pixel that output pixel <paramref name="target"/> is made of.</summary>
    public int First(int target) => _first[target];

    /// <summary>The weights of that source pixel and those after it.</summary>
    public ReadOnlySpan<int> Weights(int target) => _weights.AsSpan(target * Taps, _count[target]);

    /// <summary>One past the last source pixel that any output pixel needs.</summary>
    public int End() => _first[^1] + _count[^1];

    private static (Func<double, double> Function, double Support) Function(ResizeFilter filter) => filter switch
    {
        ResizeFilter.Bilinear => (Triangle, 1),
        ResizeFilter.Bicubic => (Cubic, 2),
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "no such weighted filter"),
    };

    private static double Triangle(double x) => Math.Abs(x) < 1 ? 1 - Math.Abs(x) : 0;

    /// <summary>Keys 1981 with a = -0.5.</summary>
    private static double Cubic(double x)
    {
        const double A = -0.5;
        x = Math.Abs(x);
        return x < 1 ? ((((A + 2) * x) - (A + 3)) * x * x) + 1
            : x < 2 ? ((((((x - 5) * x) + 8) * x) - 4) * A)
            : 0;
    }
}
