using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lamina.Images.Resizing;

/// <summary>Weighted sums along rows. The three channels of a pixel share one vector; its fourth lane holds the next pixel's red and is dropped.</summary>
internal static class RowPass
{
    private const int Half = 1 << (ResizeKernel.PrecisionBits - 1);

    /// <summary>Makes every row of <paramref name="target"/> from that of <paramref name="source"/> which lies <paramref name="top"/> further down.</summary>
    public static void Run(Picture source, ResizeKernel kernel, int top, Picture target)
    {
        // One byte to spare on both sides lets every pixel be read and written as four bytes.
        byte[] from = new byte[(source.Width * 3) + 1];
        byte[] to = new byte[(target.Width * 3) + 1];
        for (int y = 0; y < target.Height; y++)
        {
            source.Row(top + y).CopyTo(from);
            Row(from, kernel, target.Width, to);
            to.AsSpan(0, target.Width * 3).CopyTo(target.Row(y));
        }

        from.AsSpan().Clear();
        to.AsSpan().Clear();
    }

    private static void Row(byte[] from, ResizeKernel kernel, int width, byte[] to)
    {
        for (int x = 0; x < width; x++)
        {
            ReadOnlySpan<int> weights = kernel.Weights(x);

            // Every read below stays inside this slice; checked once here instead of once per tap.
            ref byte first = ref MemoryMarshal.GetReference(from.AsSpan(kernel.First(x) * 3, (weights.Length * 3) + 1));
            Vector128<int> sum = Vector128.Create(Half);
            for (int tap = 0; tap < weights.Length; tap++)
            {
                sum += Pixel(ref Unsafe.Add(ref first, tap * 3)) * weights[tap];
            }

            BinaryWrite(to.AsSpan(x * 3, 4), sum >> ResizeKernel.PrecisionBits);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Pixel(ref byte at)
    {
        Vector128<byte> bytes = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(ref at)).AsByte();
        return Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void BinaryWrite(Span<byte> to, Vector128<int> values)
    {
        values = Vector128.Min(Vector128.Max(values, Vector128<int>.Zero), Vector128.Create(255));
        Vector128<ushort> words = Vector128.Narrow(values.AsUInt32(), values.AsUInt32());
        MemoryMarshal.Write(to, Vector128.Narrow(words, words).AsUInt32().ToScalar());
    }
}
