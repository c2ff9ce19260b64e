namespace Lamina.Images.Decoding;

/// <summary>The formats that are decoded. Others that the library knows stay closed: each is a parser more for hostile bytes.</summary>
internal enum PictureFormat
{
    Jpeg,
    Png,
    WebP,
}

/// <summary>Tells formats apart by their first bytes.</summary>
internal static class PictureFormats
{
    /// <summary>The format, or null for any other.</summary>
    public static PictureFormat? Of(ReadOnlySpan<byte> file) =>
        file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? PictureFormat.Jpeg
        : file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]) ? PictureFormat.Png
        : file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8) ? PictureFormat.WebP
        : null;

    /// <summary>The format's name in sentences.</summary>
    public static string Name(this PictureFormat format) => format == PictureFormat.WebP ? "WebP" : format.ToString().ToUpperInvariant();
}
