using SkiaSharp;

namespace Lamina.Images.Encoding;

/// <summary>Hands a picture to Skia's encoders.</summary>
internal static class SkiaPixels
{
    /// <summary>The bytes that the encoder makes of the picture.</summary>
    public static byte[] Encode(Picture picture, Func<SKPixmap, SKData?> encoder)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var info = new SKImageInfo(picture.Width, picture.Height, SKColorType.Rgb888x, SKAlphaType.Opaque);
        byte[] rgba = GC.AllocateUninitializedArray<byte>(info.BytesSize);
        PixelPacking.AddFourth(picture.Pixels, rgba);
        unsafe
        {
            fixed (byte* pixels = rgba)
            {
                using var pixmap = new SKPixmap(info, (IntPtr)pixels);
                using SKData data = encoder(pixmap) ?? throw new InvalidOperationException("Skia did not encode the picture.");
                return data.ToArray();
            }
        }
    }
}
