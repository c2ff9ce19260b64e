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
        int strips = (outWidth + SimilarityScratch.StripWidth - 1) / SimilarityScratch.StripWidth;
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
        SimilarityScratch scratch = SimilarityScratch.OfThread;
        int inWidth = outWidth + (2 * GaussianWindow.Radius);
        Span<double> ring = scratch.Ring;

        // Lanes beyond a row's end are filtered and never summed; zeros keep them finite.
        scratch.Row(0).Clear();
        scratch.Row(1).Clear();
        Moments(x[..inWidth], y[..inWidth], scratch.Row(0));
        double similarity = 0;
        double contrast = 0;
        for (int v = 0; v < height; v++)
        {
            // A row ahead: what was just written cannot be read in other pieces before it has reached the cache.
            if (v + 1 < height)
            {
                Moments(x.Slice((v + 1) * width, inWidth), y.Slice((v + 1) * width, inWidth), scratch.Row(v + 1));
            }

            int slot = v % GaussianWindow.Size;
            FilterAlongX(scratch.Row(v), ring, slot * SimilarityScratch.RingRow, outWidth);
            if (v >= GaussianWindow.Size - 1)
            {
                Result sums = SumRow(ring.Slice((slot + 1) * SimilarityScratch.RingRow, GaussianWindow.Size * SimilarityScratch.RingRow), outWidth);
                similarity += sums.Similarity;
                contrast += sums.ContrastStructure;
            }
        }

        return new Result(similarity, contrast);
    }

    private static void Moments(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> row)
    {
        const int Stride = SimilarityScratch.InStride;
        Span<double> sum = row[..x.Length];
        Span<double> difference = row.Slice(Stride, x.Length);
        Span<double> sumSquared = row.Slice(2 * Stride, x.Length);
        Span<double> differenceSquared = row.Slice(3 * Stride, x.Length);
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

    /// <summary>Filters a row into its place in the ring and into that place's double.</summary>
    private static void FilterAlongX(ReadOnlySpan<double> row, Span<double> ring, int slot, int outWidth)
    {
        ReadOnlySpan<double> weights = GaussianWindow.Weights;
        (Vector<double> w0, Vector<double> w1, Vector<double> w2) = (new(weights[0]), new(weights[1]), new(weights[2]));
        (Vector<double> w3, Vector<double> w4, Vector<double> w5) = (new(weights[3]), new(weights[4]), new(weights[5]));
        for (int quantity = 0; quantity < SimilarityScratch.Quantities; quantity++)
        {
            ReadOnlySpan<double> values = row.Slice(quantity * SimilarityScratch.InStride, SimilarityScratch.InStride);
            int place = slot + (quantity * SimilarityScratch.OutStride);
            ref double from = ref Unsafe.Add(ref MemoryMarshal.GetReference(values), GaussianWindow.Radius);
            ref double to = ref MemoryMarshal.GetReference(ring.Slice(place, SimilarityScratch.OutStride));
            ref double twin = ref MemoryMarshal.GetReference(ring.Slice(place + (GaussianWindow.Size * SimilarityScratch.RingRow), SimilarityScratch.OutStride));
            for (nint i = 0; i < outWidth; i += Vector<double>.Count)
            {
                Vector<double> filtered = Taps(ref Unsafe.Add(ref from, i), 1, w0, w1, w2, w3, w4, w5);
                filtered.StoreUnsafe(ref to, (nuint)i);
                filtered.StoreUnsafe(ref twin, (nuint)i);
            }
        }
    }

    /// <summary>Filters along y the eleven rows given and sums both indices over the output row.</summary>
    private static Result SumRow(ReadOnlySpan<double> rows, int outWidth)
    {
        const int RingRow = SimilarityScratch.RingRow;
        const int OutStride = SimilarityScratch.OutStride;
        ReadOnlySpan<double> weights = GaussianWindow.Weights;
        (Vector<double> w0, Vector<double> w1, Vector<double> w2) = (new(weights[0]), new(weights[1]), new(weights[2]));
        (Vector<double> w3, Vector<double> w4, Vector<double> w5) = (new(weights[3]), new(weights[4]), new(weights[5]));
        ref double centre = ref MemoryMarshal.GetReference(rows[(GaussianWindow.Radius * RingRow)..]);
        Vector<double> similarity = Vector<double>.Zero;
        Vector<double> contrast = Vector<double>.Zero;
        for (int i = 0; i < outWidth; i += Vector<double>.Count)
        {
            ref double at = ref Unsafe.Add(ref centre, i);
            Vector<double> s = Taps(ref at, RingRow, w0, w1, w2, w3, w4, w5);
            Vector<double> d = Taps(ref Unsafe.Add(ref at, OutStride), RingRow, w0, w1, w2, w3, w4, w5);
            Vector<double> ss = s * s;
            Vector<double> dd = d * d;
            Vector<double> sVariance = Taps(ref Unsafe.Add(ref at, 2 * OutStride), RingRow, w0, w1, w2, w3, w4, w5) - ss;
            Vector<double> dVariance = Taps(ref Unsafe.Add(ref at, 3 * OutStride), RingRow, w0, w1, w2, w3, w4, w5) - dd;

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
