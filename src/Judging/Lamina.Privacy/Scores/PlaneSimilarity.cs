using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lamina.Privacy.Scores;

/// <summary>
/// SSIM of one plane (Wang et al. 2004, equation 13, K1 = 0.01, K2 = 0.03, range 1), averaged over the windows that lie wholly inside.
/// </summary>
/// <remarks>
/// With s = x + y and d = x - y, every moment the formula needs follows from the means of s, d, s² and d²: four filters, not five.
/// Each input row is filtered along x into a ring of 11 rows, kept twice so that any 11 lie one after the other; each output row
/// is filtered along y out of it.
/// </remarks>
internal static class PlaneSimilarity
{
    private const double C1 = 0.01 * 0.01;
    private const double C2 = 0.03 * 0.03;
    private const int Quantities = 4;

    /// <summary>Widest strip: 11 rows of four quantities are then 20 KB.</summary>
    private const int StripWidth = 56;

    /// <summary>Mean of SSIM, and of its contrast-structure factor alone (what MS-SSIM uses at all scales but the last).</summary>
    public readonly record struct Result(double Similarity, double ContrastStructure);

    /// <exception cref="ArgumentException">A side is shorter than the window.</exception>
    public static Result Compute(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int width, int height)
    {
        if (width < GaussianWindow.Size || height < GaussianWindow.Size)
        {
            throw new ArgumentException($"A picture of {width}x{height} was given; SSIM's window needs at least {GaussianWindow.Size}x{GaussianWindow.Size}.");
        }

        int outWidth = width - (2 * GaussianWindow.Radius);
        int outHeight = height - (2 * GaussianWindow.Radius);
        int strips = (outWidth + StripWidth - 1) / StripWidth;
        int stripWidth = RoundUp((outWidth + strips - 1) / strips, Vector<double>.Count);
        double similarity = 0;
        double contrast = 0;
        for (int left = 0; left < outWidth; left += stripWidth)
        {
            Result sums = SumStrip(x[left..], y[left..], width, height, Math.Min(stripWidth, outWidth - left));
            similarity += sums.Similarity;
            contrast += sums.ContrastStructure;
        }

        double windows = (double)outWidth * outHeight;
        return new Result(similarity / windows, contrast / windows);
    }

    /// <summary>Sums over a strip of columns, narrow enough for its rows to stay in the first cache.</summary>
    private static Result SumStrip(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int width, int height, int outWidth)
    {
        // Rows end in a pad so that a vector may run over the edge; those lanes are never summed.
        int inWidth = outWidth + (2 * GaussianWindow.Radius);
        int outStride = RoundUp(outWidth, Vector<double>.Count);
        int inStride = outStride + (2 * GaussianWindow.Radius) + Vector<double>.Count;
        int ringRow = Quantities * outStride;
        double[] rented = ArrayPool<double>.Shared.Rent((Quantities * inStride) + (2 * GaussianWindow.Size * ringRow));
        try
        {
            Span<double> row = rented.AsSpan(0, Quantities * inStride);
            Span<double> ring = rented.AsSpan(Quantities * inStride, 2 * GaussianWindow.Size * ringRow);
            row.Clear();
            double similarity = 0;
            double contrast = 0;
            for (int v = 0; v < height; v++)
            {
                Moments(x.Slice(v * width, inWidth), y.Slice(v * width, inWidth), row, inStride);
                int slot = v % GaussianWindow.Size;
                Span<double> filtered = ring.Slice(slot * ringRow, ringRow);
                FilterAlongX(row, inStride, filtered, outStride);
                filtered.CopyTo(ring.Slice((slot + GaussianWindow.Size) * ringRow, ringRow));
                if (v >= GaussianWindow.Size - 1)
                {
                    Result sums = SumRow(ring.Slice((slot + 1) * ringRow, GaussianWindow.Size * ringRow), ringRow, outStride, outWidth);
                    similarity += sums.Similarity;
                    contrast += sums.ContrastStructure;
                }
            }

            return new Result(similarity, contrast);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(rented);
        }
    }

    private static void Moments(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> row, int stride)
    {
        Span<double> sum = row[..x.Length];
        Span<double> difference = row.Slice(stride, x.Length);
        Span<double> sumSquared = row.Slice(2 * stride, x.Length);
        Span<double> differenceSquared = row.Slice(3 * stride, x.Length);
        int i = 0;
        for (int lanes = Vector<double>.Count; i <= x.Length - lanes; i += lanes)
        {
            Vector<double> a = new(x[i..]);
            Vector<double> b = new(y[i..]);
            Vector<double> s = a + b;
            Vector<double> d = a - b;
            s.CopyTo(sum[i..]);
            d.CopyTo(difference[i..]);
            (s * s).CopyTo(sumSquared[i..]);
            (d * d).CopyTo(differenceSquared[i..]);
        }

        for (; i < x.Length; i++)
        {
            sum[i] = x[i] + y[i];
            difference[i] = x[i] - y[i];
            sumSquared[i] = sum[i] * sum[i];
            differenceSquared[i] = difference[i] * difference[i];
        }
    }

    private static void FilterAlongX(ReadOnlySpan<double> row, int inStride, Span<double> target, int outStride)
    {
        ReadOnlySpan<double> weights = GaussianWindow.Weights;
        (Vector<double> w0, Vector<double> w1, Vector<double> w2) = (new(weights[0]), new(weights[1]), new(weights[2]));
        (Vector<double> w3, Vector<double> w4, Vector<double> w5) = (new(weights[3]), new(weights[4]), new(weights[5]));
        for (int quantity = 0; quantity < Quantities; quantity++)
        {
            ref double from = ref MemoryMarshal.GetReference(row.Slice((quantity * inStride) + GaussianWindow.Radius, inStride - GaussianWindow.Radius));
            ref double to = ref MemoryMarshal.GetReference(target.Slice(quantity * outStride, outStride));
            for (nint i = 0; i < outStride; i += Vector<double>.Count)
            {
                Taps(ref Unsafe.Add(ref from, i), 1, w0, w1, w2, w3, w4, w5).StoreUnsafe(ref to, (nuint)i);
            }
        }
    }

    /// <summary>Filters along y the eleven rows given and sums both indices over the output row.</summary>
    private static Result SumRow(ReadOnlySpan<double> rows, int ringRow, int outStride, int outWidth)
    {
        ReadOnlySpan<double> weights = GaussianWindow.Weights;
        (Vector<double> w0, Vector<double> w1, Vector<double> w2) = (new(weights[0]), new(weights[1]), new(weights[2]));
        (Vector<double> w3, Vector<double> w4, Vector<double> w5) = (new(weights[3]), new(weights[4]), new(weights[5]));
        ref double centre = ref MemoryMarshal.GetReference(rows[(GaussianWindow.Radius * ringRow)..]);
        Vector<double> similarity = Vector<double>.Zero;
        Vector<double> contrast = Vector<double>.Zero;
        for (int i = 0; i < outWidth; i += Vector<double>.Count)
        {
            ref double at = ref Unsafe.Add(ref centre, i);
            Vector<double> s = Taps(ref at, ringRow, w0, w1, w2, w3, w4, w5);
            Vector<double> d = Taps(ref Unsafe.Add(ref at, outStride), ringRow, w0, w1, w2, w3, w4, w5);
            Vector<double> ss = s * s;
            Vector<double> dd = d * d;
            Vector<double> sVariance = Taps(ref Unsafe.Add(ref at, 2 * outStride), ringRow, w0, w1, w2, w3, w4, w5) - ss;
            Vector<double> dVariance = Taps(ref Unsafe.Add(ref at, 3 * outStride), ringRow, w0, w1, w2, w3, w4, w5) - dd;

            // Both factors of the formula, doubled above and below.
            Vector<double> structure = (sVariance - dVariance + new Vector<double>(2 * C2)) / (sVariance + dVariance + new Vector<double>(2 * C2));
            Vector<double> product = structure * (ss - dd + new Vector<double>(2 * C1)) / (ss + dd + new Vector<double>(2 * C1));
            if (i + Vector<double>.Count > outWidth)
            {
                (product, structure) = (Keep(product, outWidth - i), Keep(structure, outWidth - i));
            }

            similarity += product;
            contrast += structure;
        }

        return new Result(Vector.Sum(similarity), Vector.Sum(contrast));
    }

    /// <summary>Eleven symmetric taps around an element: five additions and six products, written out because a loop costs more than they do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Taps(
        ref double at, nint step, Vector<double> w0, Vector<double> w1, Vector<double> w2, Vector<double> w3, Vector<double> w4, Vector<double> w5)
    {
        Vector<double> near = Vector.LoadUnsafe(ref at) * w0;
        near = Vector.FusedMultiplyAdd(Pair(ref at, step), w1, near);
        Vector<double> far = Pair(ref at, 3 * step) * w3;
        near = Vector.FusedMultiplyAdd(Pair(ref at, 2 * step), w2, near);
        far = Vector.FusedMultiplyAdd(Pair(ref at, 4 * step), w4, far);
        far = Vector.FusedMultiplyAdd(Pair(ref at, 5 * step), w5, far);
        return near + far;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Pair(ref double at, nint distance) =>
        Vector.LoadUnsafe(ref Unsafe.Subtract(ref at, distance)) + Vector.LoadUnsafe(ref Unsafe.Add(ref at, distance));

    private static Vector<double> Keep(Vector<double> values, int lanes)
    {
        Span<double> kept = stackalloc double[Vector<double>.Count];
        values.CopyTo(kept);
        kept[lanes..].Clear();
        return new Vector<double>(kept);
    }

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
