using SkiaSharp;

namespace Lamina.Images.Encoding;

/// <summary>Writes 8-bit RGB PNG files; decoding them gives the same pixels.</summary>
public static class PngWriter
{
    /// <summary>The bytes of a PNG file.</summary>
    public static byte[] Encode(Picture picture) => SkiaPixels.Encode(picture, pixmap => pixmap.Encode(SKPngEncoderOptions.Default));

    /// <summary>Writes a PNG file, replacing one that is there.</summary>
    public static void Save(Picture picture, string path) => File.WriteAllBytes(path, Encode(picture));

    /// <summary>A PNG as a <c>data:</c> address, for pages that must hold everything themselves.</summary>
    public static string DataUri(Picture picture) => "data:image/png;base64," + Convert.ToBase64String(Encode(picture));
}
