using Lamina.Images.Decoding;
using Lamina.Images.Encoding;
using Lamina.Testing;

namespace Lamina.Images.Tests;

public sealed class PictureTests
{
    [Fact]
    public void Picture_OverCallersMemory_WritesThere()
    {
        byte[] memory = new byte[2 * 3 * 3];
        var picture = new Picture(2, 3, memory);
        picture.Row(1)[0] = 7;
        Assert.Equal(7, memory[6]);
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(1, -1, 3)]
    [InlineData(65_536, 1, 196_608)]
    [InlineData(2, 2, 11)]
    [InlineData(2, 2, 13)]
    public void Picture_WrongSize_Throws(int width, int height, int bytes) =>
        Assert.ThrowsAny<ArgumentException>(() => new Picture(width, height, new byte[bytes]));

    [Fact]
    public void Picture_AboveTwoGigabytes_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new Picture(Picture.MaxSide, Picture.MaxSide));

    [Fact]
    public void Crop_Rectangle_IsThatPart()
    {
        var picture = new Picture(3, 2, new byte[] { 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5 });
        Assert.Equal([4, 4, 4, 5, 5, 5], picture.Crop(1, 1, 2, 1).Pixels.ToArray());
        Assert.Equal(picture.Pixels.ToArray(), picture.Crop(0, 0, 3, 2).Pixels.ToArray());
    }

    [Theory]
    [InlineData(-1, 0, 1, 1)]
    [InlineData(0, -1, 1, 1)]
    [InlineData(2, 0, 2, 1)]
    [InlineData(0, 1, 1, 2)]
    [InlineData(0, 0, 0, 1)]
    [InlineData(int.MaxValue, 0, 1, 1)]
    public void Crop_Outside_Throws(int left, int top, int width, int height) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Picture(3, 2).Crop(left, top, width, height));

    /// <summary>Sizes around the vector width of the packing code.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(5, 1)]
    [InlineData(6, 1)]
    [InlineData(7, 3)]
    [InlineData(64, 33)]
    public void Png_WrittenAndRead_IsTheSame(int width, int height)
    {
        var picture = new Picture(width, height);
        new Random(width).NextBytes(picture.Pixels);
        Picture back = PictureDecoder.Decode(PngWriter.Encode(picture));
        Assert.Equal((width, height), (back.Width, back.Height));
        Assert.Equal(picture.Pixels.ToArray(), back.Pixels.ToArray());
    }

    [Fact]
    public void Jpeg_WrittenAndRead_IsNearlyTheSame()
    {
        Picture picture = Vector.Load("resize", "gradient.png");
        (int max, _) = Vector.Difference(picture, PictureDecoder.Decode(JpegWriter.Encode(picture, 95)));
        Assert.InRange(max, 1, 40);
        Assert.True(JpegWriter.Encode(picture, 10).Length < JpegWriter.Encode(picture).Length);
        Assert.Equal("data:image/jpeg;base64," + Convert.ToBase64String(JpegWriter.Encode(picture)), JpegWriter.DataUri(picture));
        Assert.Throws<ArgumentOutOfRangeException>(() => JpegWriter.Encode(picture, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => JpegWriter.Encode(picture, 101));
    }

    [Fact]
    public void Png_FileAndDataUri_HoldTheEncoding()
    {
        using var folder = new TempFolder();
        Picture picture = Vector.Load("resize", "noise.png");
        PngWriter.Save(picture, folder["a.png"]);
        byte[] encoded = PngWriter.Encode(picture);
        Assert.Equal(encoded, File.ReadAllBytes(folder["a.png"]));
        Assert.Equal("data:image/png;base64," + Convert.ToBase64String(encoded), PngWriter.DataUri(picture));

        // Colour type 2: RGB without alpha.
        Assert.Equal(2, encoded[25]);
    }
}
