using Lamina.Images.Encoding;
using SkiaSharp;

namespace Lamina.Images.Decoding;

/// <summary>
/// JPEG, PNG and WebP to 8-bit RGB, with the values that Pillow's <c>open(...).convert("RGB")</c> gives: alpha is dropped, not
/// blended; grey is repeated; of 16 bits the upper 8 remain; CMYK is multiplied out; of an animation the first frame is taken;
/// colour profiles, gamma and EXIF orientation are not applied. docs/preprocessing.md lists where it differs.
/// </summary>
public static class PictureDecoder
{
    /// <summary>Reads and decodes a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">Ceilings; null for the defaults.</param>
    /// <exception cref="PictureException">The file cannot be read or was refused; the message names it.</exception>
    public static Picture Load(string path, DecodeLimits? limits = null)
    {
        limits ??= DecodeLimits.Default;
        limits.Check();
        try
        {
            using FileStream file = File.OpenRead(path);
            if (file.Length > limits.MaxFileBytes)
            {
                throw new PictureException($"'{path}' has {file.Length} bytes; pictures of at most {limits.MaxFileBytes} are read.");
            }

            byte[] content = new byte[file.Length];
            file.ReadExactly(content);
            return Decode(content, limits);
        }
        catch (PictureException refusal) when (!refusal.Message.StartsWith('\''))
        {
            throw new PictureException($"'{path}' was refused: {refusal.Message}", refusal);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new PictureException($"There is no picture at '{path}'.", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new PictureException($"'{path}' cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>Decodes the bytes of a file.</summary>
    /// <param name="file">All bytes.</param>
    /// <param name="limits">Ceilings; null for the defaults.</param>
    /// <exception cref="PictureException">Not one of the formats, larger than the ceilings, damaged or cut short.</exception>
    public static Picture Decode(ReadOnlySpan<byte> file, DecodeLimits? limits = null)
    {
        limits ??= DecodeLimits.Default;
        limits.Check();
        if (file.Length > limits.MaxFileBytes)
        {
            throw new PictureException($"The picture has {file.Length} bytes; at most {limits.MaxFileBytes} are read.");
        }

        PictureFormat format = PictureFormats.Of(file)
            ?? throw new PictureException("The picture is no JPEG, PNG or WebP file, judging by its first bytes.");
        if (format == PictureFormat.Jpeg && JpegScans.AreCutShort(file))
        {
            throw new PictureException("The picture is a progressive JPEG file that is cut short.");
        }

        using SKData data = SKData.CreateCopy(file);
        using SKCodec codec = SKCodec.Create(data)
            ?? throw new PictureException($"The picture is a damaged or incomplete {format.Name()} file: its header cannot be read.");
        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        if (width < 1 || height < 1 || width > limits.MaxSide || height > limits.MaxSide || (long)width * height > limits.MaxPixels)
        {
            throw new PictureException(
                $"The picture has {width}x{height} pixels; sides of 1 to {limits.MaxSide} and at most {limits.MaxPixels} pixels in all are decoded.");
        }

        return Pixels(codec, format, width, height);
    }

    private static Picture Pixels(SKCodec codec, PictureFormat format, int width, int height)
    {
        // No colour space in the target: the file's values come out as they are. Unpremultiplied: alpha leaves no trace in them.
        var target = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul, colorspace: null);
        byte[] rgba = GC.AllocateUninitializedArray<byte>(width * height * 4);
        SKCodecResult result;
        unsafe
        {
            fixed (byte* pixels = rgba)
            {
                result = codec.GetPixels(target, (IntPtr)pixels, target.RowBytes, SKCodecOptions.Default);
            }
        }

        if (result != SKCodecResult.Success)
        {
            throw new PictureException(result == SKCodecResult.IncompleteInput
                ? $"The picture is a {format.Name()} file that is cut short."
                : $"The picture is a damaged {format.Name()} file ({result}).");
        }

        var picture = new Picture(width, height);
        PixelPacking.DropFourth(rgba, picture.Pixels);
        rgba.AsSpan().Clear();
        return picture;
    }
}
