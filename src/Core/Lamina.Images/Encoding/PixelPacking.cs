using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lamina.Images.Encoding;

/// <summary>Between three bytes a pixel, as ours, and four, as Skia's.</summary>
internal static class PixelPacking
{
    /// <summary>RGBA to RGB.</summary>
    public static void DropFourth(ReadOnlySpan<byte> rgba, Span<byte> rgb)
    {
        int pixels = rgb.Length / 3;
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgba.Length, pixels * 4, nameof(rgba));
        ref byte from = ref MemoryMarshal.GetReference(rgba);
        ref byte to = ref MemoryMarshal.GetReference(rgb);
        Vector128<byte> order = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 3, 7, 11, 15);
        int at = 0;

        // Four pixels a step. Sixteen bytes are written where twelve count; the next step overwrites the rest, so two steps are left over.
        for (; at + 6 <= pixels; at += 4)
        {
            Vector128.Shuffle(Vector128.LoadUnsafe(ref from, (nuint)(at * 4)), order).StoreUnsafe(ref to, (nuint)(at * 3));
        }

        for (; at < pixels; at++)
        {
            rgba.Slice(at * 4, 3).CopyTo(rgb[(at * 3)..]);
        }
    }

    /// <summary>RGB to RGBA with full alpha.</summary>
    public static void AddFourth(ReadOnlySpan<byte> rgb, Span<byte> rgba)
    {
        for (int from = 0, to = 0; from < rgb.Length; from += 3, to += 4)
        {
            rgba[to] = rgb[from];
            rgba[to + 1] = rgb[from + 1];
            rgba[to + 2] = rgb[from + 2];
            rgba[to + 3] = byte.MaxValue;
        }
    }
}
