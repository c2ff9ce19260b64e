namespace Lamina.Images;

/// <summary>
/// An 8-bit RGB picture: rows from the top, pixels from the left, three bytes each, no padding. Pixels are in the sRGB values
/// of the file; nothing is gamma-corrected. Not thread-safe while written to.
/// </summary>
public sealed class Picture
{
    /// <summary>Longest side that a picture may have.</summary>
    public const int MaxSide = 65_535;

    private readonly Memory<byte> _pixels;

    /// <summary>A black picture with memory of its own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1 or above <see cref="MaxSide"/>, or the picture has more than 2 GiB.</exception>
    public Picture(int width, int height)
        : this(width, height, new byte[ByteCount(width, height)])
    {
    }

    /// <summary>A picture over memory of the caller, who keeps owning it (pinned, or to be wiped).</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="pixels">Exactly <c>3 * width * height</c> bytes.</param>
    /// <exception cref="ArgumentException">The memory has another size.</exception>
    public Picture(int width, int height, Memory<byte> pixels)
    {
        if (pixels.Length != ByteCount(width, height))
        {
            throw new ArgumentException($"A picture of {width}x{height} has {ByteCount(width, height)} bytes, not {pixels.Length}.", nameof(pixels));
        }

        Width = width;
        Height = height;
        _pixels = pixels;
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>All pixels.</summary>
    public Span<byte> Pixels => _pixels.Span;

    /// <summary>One row of <c>3 * Width</c> bytes.</summary>
    public Span<byte> Row(int y) => Pixels.Slice(y * Width * 3, Width * 3);

    /// <summary>A copy of a rectangle.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rectangle is empty or not inside.</exception>
    public Picture Crop(int left, int top, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, Width - left);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, Height - top);
        var crop = new Picture(width, height);
        for (int y = 0; y < height; y++)
        {
            Row(top + y).Slice(left * 3, width * 3).CopyTo(crop.Row(y));
        }

        return crop;
    }

    private static int ByteCount(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaxSide);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, MaxSide);
        long bytes = 3L * width * height;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, Array.MaxLength, nameof(height));
        return (int)bytes;
    }
}
