using SkiaSharp;

namespace Lamina.Images.Encoding;

/// <summary>Writes JPEG files: small, and not the same pixels when read back. For thumbnails, never for measurements.</summary>
public static class JpegWriter
{
    /// <summary>The quality that is used unless another is asked for.</summary>
    public const int DefaultQuality = 88;

    /// <summary>The bytes of a JPEG file.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="quality">1 to 100.</param>
    public static byte[] Encode(Picture picture, int quality = DefaultQuality)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        return SkiaPixels.Encode(picture, pixmap => pixmap.Encode(SKEncodedImageFormat.Jpeg, quality));
    }

    /// <summary>A JPEG as a <c>data:</c> address.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="quality">1 to 100.</param>
    public static string DataUri(Picture picture, int quality = DefaultQuality) => "data:image/jpeg;base64," + Convert.ToBase64String(Encode(picture, quality));
}
