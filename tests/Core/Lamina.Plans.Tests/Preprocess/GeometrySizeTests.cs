using Lamina.Plans.Preprocess;

namespace Lamina.Plans.Tests.Preprocess;

public sealed class GeometrySizeTests
{
    [Theory]
    [InlineData(500, 375, 0.875, 328)] // 328.125
    [InlineData(256, 256, 0.875, 224)]
    [InlineData(3, 1000, 0.5, 1)]
    [InlineData(1, 1000, 0.5, 0)] // no pixel left: the caller refuses
    public void Crop_Fraction_IsCutToAnInteger(int width, int height, double fraction, int side) =>
        Assert.Equal(new PictureSize(side, side), GeometrySize.Of(new CropCenter { FractionOfShortSide = fraction }, new PictureSize(width, height)));

    [Theory]
    [InlineData(500, 375, 341, 256)] // 341.33
    [InlineData(375, 500, 256, 341)]
    [InlineData(100, 100, 256, 256)]
    public void Resize_ShortSide_KeepsTheProportion(int width, int height, int newWidth, int newHeight) =>
        Assert.Equal(new PictureSize(newWidth, newHeight), GeometrySize.Of(new Resize { ShortSide = 256, Filter = ResizeFilter.Bilinear }, new PictureSize(width, height)));

    [Fact]
    public void FixedSize_ShortSideThenCrop_IsKnown()
    {
        GeometryStep shortSide = new() { Resize = new Resize { ShortSide = 256, Filter = ResizeFilter.Bilinear } };
        GeometryStep fraction = new() { CropCenter = new CropCenter { FractionOfShortSide = 0.875 } };
        GeometryStep square = new() { CropCenter = new CropCenter { Width = 200, Height = 100 } };
        Preprocessing template = PreprocessingTemplate.For([]);
        Assert.Equal(new PictureSize(224, 224), (template with { Geometry = [shortSide, fraction] }).FixedSize());
        Assert.Equal(new PictureSize(200, 100), (template with { Geometry = [shortSide, square] }).FixedSize());
        Assert.Equal(new PictureSize(512, 256), (template with { Geometry = [square, shortSide] }).FixedSize());
        Assert.Null((template with { Geometry = [shortSide] }).FixedSize());
        Assert.Null((template with { Geometry = [fraction] }).FixedSize());
    }
}
