using Lamina.Plans.Preprocess;

namespace Lamina.Images.Tests;

public sealed class PicturePreprocessorTests
{
    private static readonly GeometryStep Fraction = new() { CropCenter = new CropCenter { FractionOfShortSide = 0.875 } };

    [Fact]
    public void Apply_Picture_IsGeometryThenTensor()
    {
        var preprocessor = new PicturePreprocessor(Make(Fraction, Resize(8, 6, ResizeFilter.Bicubic)));
        Picture source = Vector.Load("resize", "noise.png");
        byte[] before = source.Pixels.ToArray();
        float[] tensor = new float[preprocessor.TensorLength];
        preprocessor.Apply(source, tensor);
        Assert.Equal([1, 3, 6, 8], preprocessor.Shape);
        Assert.Equal(preprocessor.ApplyGeometry(source).Pixels.ToArray(), preprocessor.Tensor.ToPicture(tensor, 8, 6).Pixels.ToArray());
        Assert.Equal(before, source.Pixels.ToArray());
    }

    [Theory]
    [InlineData(5, 4, 0, 0, 5, 4)]
    [InlineData(6, 5, 0, 0, 5, 4)] // odd margins: one line more is lost at the right and bottom
    [InlineData(7, 6, 1, 1, 5, 4)]
    [InlineData(8, 7, 1, 1, 5, 4)]
    public void ApplyGeometry_CropToSize_IsCentred(int width, int height, int left, int top, int cropWidth, int cropHeight)
    {
        var picture = new Picture(width, height);
        new Random(1).NextBytes(picture.Pixels);
        var preprocessor = new PicturePreprocessor(Make(new GeometryStep { CropCenter = new CropCenter { Width = cropWidth, Height = cropHeight } }));
        Assert.Equal(picture.Crop(left, top, cropWidth, cropHeight).Pixels.ToArray(), preprocessor.ApplyGeometry(picture).Pixels.ToArray());
    }

    [Fact]
    public void ApplyGeometry_NothingToDo_IsACopy()
    {
        Picture source = Vector.Load("resize", "noise.png");
        var preprocessor = new PicturePreprocessor(Make(Resize(source.Width, source.Height, ResizeFilter.Bilinear)));
        Picture result = preprocessor.ApplyGeometry(source);
        result.Pixels.Clear();
        Assert.Contains(source.Pixels.ToArray(), level => level != 0);
        preprocessor.Apply(source, new float[preprocessor.TensorLength]);
        Assert.Contains(source.Pixels.ToArray(), level => level != 0);
    }

    [Fact]
    public void Apply_PictureTooSmall_IsRefused()
    {
        var crop = new PicturePreprocessor(Make(new GeometryStep { CropCenter = new CropCenter { Width = 5, Height = 4 } }));
        Assert.Contains("4x9 pixels", Assert.Throws<PictureException>(() => crop.ApplyGeometry(new Picture(4, 9))).Message, StringComparison.Ordinal);
        var fraction = new PicturePreprocessor(Make(Fraction, Resize(4, 4, ResizeFilter.Nearest)));
        Assert.Throws<PictureException>(() => fraction.ApplyGeometry(new Picture(1, 9)));
        var shortSide = new PicturePreprocessor(Make(new GeometryStep { Resize = new Resize { ShortSide = 256, Filter = ResizeFilter.Nearest } }, Resize(4, 4, ResizeFilter.Nearest)));
        Assert.Contains("256000x256", Assert.Throws<PictureException>(() => shortSide.ApplyGeometry(new Picture(1000, 1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_InvalidPreprocessing_IsRefused() =>
        Assert.Throws<PreprocessingException>(() => new PicturePreprocessor(Make(Fraction)));

    private static Preprocessing Make(params GeometryStep[] steps) => PreprocessingTemplate.For([]) with { Geometry = [.. steps] };

    private static GeometryStep Resize(int width, int height, ResizeFilter filter) =>
        new() { Resize = new Resize { Width = width, Height = height, Filter = filter } };
}
