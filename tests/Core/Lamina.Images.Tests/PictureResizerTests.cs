using Lamina.Images.Resizing;
using Lamina.Plans.Preprocess;

namespace Lamina.Images.Tests;

/// <summary>Against pictures that Pillow resized (Vectors/README.md).</summary>
public sealed class PictureResizerTests
{
    public static TheoryData<string> Cases =>
        [.. Directory.GetFiles(Vector.PathOf("resize"), "*.*.*.png").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Fact]
    public void Vectors_Number_IsTheWholeSet() => Assert.Equal(77, Cases.Count);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Resize_Vector_IsPillowsToTheLastBit(string name)
    {
        string[] parts = name.Split('.');
        Picture expected = Vector.Load("resize", $"{name}.png");
        Picture actual = PictureResizer.Resize(Vector.Load("resize", $"{parts[0]}.png"), expected.Width, expected.Height, Enum.Parse<ResizeFilter>(parts[1], ignoreCase: true));
        Assert.Equal((0, 0), Vector.Difference(expected, actual));
    }

    [Theory]
    [InlineData(ResizeFilter.Bilinear)]
    [InlineData(ResizeFilter.Bicubic)]
    [InlineData(ResizeFilter.Nearest)]
    public void Resize_OnePixel_FillsThePicture(ResizeFilter filter)
    {
        var one = new Picture(1, 1, new byte[] { 1, 128, 255 });
        Picture large = PictureResizer.Resize(one, 7, 5, filter);
        Assert.Equal(Enumerable.Repeat(new byte[] { 1, 128, 255 }, 35).SelectMany(pixel => pixel), large.Pixels.ToArray());
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(Picture.MaxSide + 1, 1)]
    public void Resize_ToNothingOrTooMuch_Throws(int width, int height) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PictureResizer.Resize(new Picture(2, 2), width, height, ResizeFilter.Bilinear));

    [Fact]
    public void Resize_Picture_LeavesTheSourceAlone()
    {
        Picture source = Vector.Load("resize", "noise.png");
        byte[] before = source.Pixels.ToArray();
        PictureResizer.Resize(source, 20, 20, ResizeFilter.Bicubic);
        Assert.Equal(before, source.Pixels.ToArray());
    }
}
