using System.Numerics;
using System.Runtime.InteropServices;

namespace Lamina.Images.Resizing;

/// <summary>Weighted sums along columns, as many neighbouring bytes at a time as the processor's vectors hold.</summary>
internal static class ColumnPass
{
    private const int Half = 1 << (ResizeKernel.PrecisionBits - 1);

    /// <summary>Makes every row of <paramref name="target"/> from rows of <paramref name="source"/>, whose first row is row <paramref name="top"/> of the kernel's axis.</summary>
    public static void Run(Picture source, ResizeKernel kernel, int top, Picture target)
    {
        int bytes = target.Width * 3;
        for (int y = 0; y < target.Height; y++)
        {
            ReadOnlySpan<int> weights = kernel.Weights(y);
            ReadOnlySpan<byte> rows = source.Pixels.Slice((kernel.First(y) - top) * bytes, weights.Length * bytes);
            Row(rows, weights, target.Row(y));
        }
    }

    private static void Row(ReadOnlySpan<byte> rows, ReadOnlySpan<int> weights, Span<byte> to)
    {
        int at = 0;
        ref byte first = ref MemoryMarshal.GetReference(rows);
        for (; at + Vector<byte>.Count <= to.Length; at += Vector<byte>.Count)
        {
            var half = new Vector<int>(Half);
            (Vector<int> a, Vector<int> b, Vector<int> c, Vector<int> d) = (half, half, half, half);
            for (int tap = 0; tap < weights.Length; tap++)
            {
                Vector.Widen(Vector.LoadUnsafe(ref first, (nuint)((tap * to.Length) + at)), out Vector<ushort> lower, out Vector<ushort> upper);
                Vector.Widen(lower, out Vector<uint> w, out Vector<uint> x);
                Vector.Widen(upper, out Vector<uint> y, out Vector<uint> z);
                var weight = new Vector<int>(weights[tap]);
                a += w.As<uint, int>() * weight;
                b += x.As<uint, int>() * weight;
                c += y.As<uint, int>() * weight;
                d += z.As<uint, int>() * weight;
            }

            Vector.Narrow(Vector.Narrow(Clip(a), Clip(b)), Vector.Narrow(Clip(c), Clip(d))).CopyTo(to[at..]);
        }

        for (; at < to.Length; at++)
        {
            int sum = Half;
            for (int tap = 0; tap < weights.Length; tap++)
            {
                sum += rows[(tap * to.Length) + at] * weights[tap];
            }

            to[at] = (byte)Math.Clamp(sum >> ResizeKernel.PrecisionBits, 0, 255);
        }
    }

    private static Vector<uint> Clip(Vector<int> sum) =>
        Vector.Min(Vector.Max(sum >> ResizeKernel.PrecisionBits, Vector<int>.Zero), new Vector<int>(255)).As<int, uint>();
}
