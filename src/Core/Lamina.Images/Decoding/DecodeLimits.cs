namespace Lamina.Images.Decoding;

/// <summary>Ceilings for a file whose author is not trusted, checked before its pixels are decoded.</summary>
public sealed record DecodeLimits
{
    /// <summary>The defaults.</summary>
    public static DecodeLimits Default { get; } = new();

    /// <summary>Largest file in bytes; default 64 MiB, at least 1.</summary>
    public int MaxFileBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Most pixels; default 64 Mi (decoding holds 7 bytes for each), at least 1.</summary>
    public int MaxPixels { get; init; } = 64 * 1024 * 1024;

    /// <summary>Longest side in pixels; default 16384, 1 to <see cref="Picture.MaxSide"/>.</summary>
    public int MaxSide { get; init; } = 16_384;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxFileBytes, 1, nameof(MaxFileBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPixels, 1, nameof(MaxPixels));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxSide, 1, nameof(MaxSide));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxSide, Picture.MaxSide, nameof(MaxSide));
    }
}
