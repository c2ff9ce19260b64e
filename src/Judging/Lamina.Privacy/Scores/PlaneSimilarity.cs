using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Lamina.Privacy.Scores;

/// <summary>
/// SSIM of one plane (Wang et al. 2004, equation 13, K1 = 0.01, K2 = 0.03, range 1), averaged over the windows that lie wholly inside.
/// </summary>
/// <remarks>
/// With s = x + y and d = x - y, every moment the formula needs follows from the means of s, d, s² and d²: four filters, not five.
/// Each input row is filtered along x into a ring of 11 rows; each output row is filtered along y out of it.
/// </remarks>
internal static class PlaneSimilarity
{
    private const double C1 = 0.01 * 0.01;
    private const double C2 = 0.03 * 0.03;
    private const int Quantities = 4;

    /// <summary>Mean of SSIM, and of its contrast-structure factor alone (what MS-SSIM uses at all scales but the last).</summary>
    public readonly record struct Result(double Similarity, double ContrastStructure);

    /// <exception cref="ArgumentException">A side is shorter than the window.</exception>
    public static Result Compute(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int width, int height)
    {
        if (width < GaussianWindow.Size || height < GaussianWindow.Size)
        {
            throw new ArgumentException($"A picture of {width}x{height} was given; SSIM's window needs at least {GaussianWindow.Size}x{GaussianWindow.Size}.");
        }

        // Rows end in a pad so that a vector may run over the edge; those lanes are never summed.
        int lanes = Vector<double>.Count;
        int outWidth = width - (2 * GaussianWindow.Radius);
        int outStride = RoundUp(outWidth, lanes);
        int inStride = outStride + (2 * GaussianWindow.Radius) + lanes;
        int ringRow = Quantities * outStride;
        double[] rented = ArrayPool<double>.Shared.Rent((Quantities * inStride) + (GaussianWindow.Size * ringRow));
        try
        {
            Span<double> row = rented.AsSpan(0, Quantities * inStride);
            Span<double> ring = rented.AsSpan(Quantities * inStride, GaussianWindow.Size * ringRow);
            row.Clear();
            double similarity = 0;
            double contrast = 0;
            for (int v = 0; v < height; v++)
            {
                Moments(x.Slice(v * width, width), y.Slice(v * width, width), row, inStride);
                FilterAlongX(row, inStride, ring.Slice(v % GaussianWindow.Size * ringRow, ringRow), outStride);
                if (v >= GaussianWindow.Size - 1)
                {
                    Result sums = SumRow(ring, ringRow, outStride, outWidth, v - GaussianWindow.Radius);
                    similarity += sums.Similarity;
                    contrast += sums.ContrastStructure;
                }
            }

            double windows = (double)outWidth * (height - (2 * GaussianWindow.Radius));
            return new Result(similarity / windows, contrast / windows);
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
        for (int quantity = 0; quantity < Quantities; quantity++)
        {
            ref double from = ref MemoryMarshal.GetReference(row.Slice(quantity * inStride, inStride));
            ref double to = ref MemoryMarshal.GetReference(target.Slice(quantity * outStride, outStride));
            for (int i = 0; i < outStride; i += Vector<double>.Count)
            {
                Taps(ref from, i + GaussianWindow.Radius, 1).StoreUnsafe(ref to, (nuint)i);
            }
        }
    }

    /// <summary>Eleven symmetric taps around an element: five additions and six products.</summary>
    private static Vector<double> Taps(ref double centre, int at, int step)
    {
        ReadOnlySpan<double> weights = GaussianWindow.Weights;
        Vector<double> sum = Vector.LoadUnsafe(ref centre, (nuint)at) * weights[0];
        for (int k = 1; k <= GaussianWindow.Radius; k++)
        {
            Vector<double> pair = Vector.LoadUnsafe(ref centre, (nuint)(at - (k * step))) + Vector.LoadUnsafe(ref centre, (nuint)(at + (k * step)));
            sum = Vector.FusedMultiplyAdd(pair, new Vector<double>(weights[k]), sum);
        }

        return sum;
    }

    /// <summary>Filters along y around row <paramref name="centre"/> and sums both indices over the output row.</summary>
    private static Result SumRow(ReadOnlySpan<double> ring, int ringRow, int outStride, int outWidth, int centre)
    {
        Span<int> rows = stackalloc int[GaussianWindow.Size];
        for (int k = -GaussianWindow.Radius; k <= GaussianWindow.Radius; k++)
        {
            rows[k + GaussianWindow.Radius] = (centre + k) % GaussianWindow.Size * ringRow;
        }

        ref double start = ref MemoryMarshal.GetReference(ring);
        Vector<double> similarity = Vector<double>.Zero;
        Vector<double> contrast = Vector<double>.Zero;
        for (int i = 0; i < outWidth; i += Vector<double>.Count)
        {
            Vector<double> s = Down(ref start, rows, i);
            Vector<double> d = Down(ref start, rows, i + outStride);
            Vector<double> ss = Down(ref start, rows, i + (2 * outStride)) - (s * s);
            Vector<double> dd = Down(ref start, rows, i + (3 * outStride)) - (d * d);
            Vector<double> luminance = ((0.5 * ((s * s) - (d * d))) + new Vector<double>(C1)) / ((0.5 * ((s * s) + (d * d))) + new Vector<double>(C1));
            Vector<double> structure = ((0.5 * (ss - dd)) + new Vector<double>(C2)) / ((0.5 * (ss + dd)) + new Vector<double>(C2));
            Vector<double> product = luminance * structure;
            if (i + Vector<double>.Count > outWidth)
            {
                (product, structure) = (Keep(product, outWidth - i), Keep(structure, outWidth - i));
            }

            similarity += product;
            contrast += structure;
        }

        return new Result(Vector.Sum(similarity), Vector.Sum(contrast));
    }

    private static Vector<double> Down(ref double start, ReadOnlySpan<int> rows, int at)
    {
        ReadOnlySpan<double> weights = GaussianWindow.Weights;
        Vector<double> sum = Vector.LoadUnsafe(ref start, (nuint)(rows[GaussianWindow.Radius] + at)) * weights[0];
        for (int k = 1; k <= GaussianWindow.Radius; k++)
        {
            Vector<double> pair = Vector.LoadUnsafe(ref start, (nuint)(rows[GaussianWindow.Radius - k] + at))
                + Vector.LoadUnsafe(ref start, (nuint)(rows[GaussianWindow.Radius + k] + at));
            sum = Vector.FusedMultiplyAdd(pair, new Vector<double>(weights[k]), sum);
        }

        return sum;
    }

    private static Vector<double> Keep(Vector<double> values, int lanes)
    {
        Span<double> kept = stackalloc double[Vector<double>.Count];
        values.CopyTo(kept);
        kept[lanes..].Clear();
        return new Vector<double>(kept);
    }

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
