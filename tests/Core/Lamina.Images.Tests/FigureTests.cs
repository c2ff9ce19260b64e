using Lamina.Images.Figures;

namespace Lamina.Images.Tests;

public sealed class FigureTests
{
    private static readonly FeatureMapStyle Plain = new() { Colours = ColourMap.Grey, MinTileSide = 1, Gap = 0 };

    [Fact]
    public void Compose_PicturesOfTwoSizes_AreCentredInEqualCells()
    {
        var small = new Picture(1, 1, new byte[] { 1, 2, 3 });
        var large = new Picture(3, 3);
        Picture grid = PictureGrid.Compose([large, small, small], columns: 2, gap: 1);
        Assert.Equal((9, 9), (grid.Width, grid.Height));
        Assert.Equal([0, 0, 0], Pixel(grid, 1, 1));
        Assert.Equal([1, 2, 3], Pixel(grid, 6, 2));
        Assert.Equal([1, 2, 3], Pixel(grid, 2, 6));
        Assert.Equal([0xF2, 0xF2, 0xF2], Pixel(grid, 0, 0));
        Assert.Equal([0xF2, 0xF2, 0xF2], Pixel(grid, 5, 2));
    }

    [Fact]
    public void Compose_NothingOrNoColumns_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PictureGrid.Compose([], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PictureGrid.Compose([new Picture(1, 1)], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => PictureGrid.Compose([new Picture(1, 1)], 1, -1));
    }

    [Fact]
    public void Draw_Channels_AreStretchedEachByItself()
    {
        // Two channels of 1x2: 0..1 and 100..300; both become black and white.
        Picture picture = FeatureMaps.Draw([0, 1, 300, 100], [1, 2, 1, 2], Plain);
        Assert.Equal((4, 1), (picture.Width, picture.Height));
        Assert.Equal([0, 255, 255, 0], picture.Pixels.ToArray().Where((_, i) => i % 3 == 0));
    }

    [Fact]
    public void Draw_ChannelsLast_IsTheSamePicture()
    {
        Picture first = FeatureMaps.Draw([0, 1, 2, 30, 20, 10], [1, 2, 1, 3], Plain);
        Picture last = FeatureMaps.Draw([0, 30, 1, 20, 2, 10], [1, 1, 3, 2], Plain with { ChannelsLast = true });
        Assert.Equal(first.Pixels.ToArray(), last.Pixels.ToArray());
    }

    [Fact]
    public void Draw_SmallMaps_AreEnlarged()
    {
        Picture picture = FeatureMaps.Draw([0, 1], [1, 1, 2], Plain with { MinTileSide = 3 });
        Assert.Equal((4, 2), (picture.Width, picture.Height));
        Assert.Equal([0, 0, 255, 255, 0, 0, 255, 255], picture.Pixels.ToArray().Where((_, i) => i % 3 == 0));
    }

    [Fact]
    public void Draw_ManyChannels_ArePickedEvenly()
    {
        // Channel c is white at pixel c alone; of four channels the first and the third are drawn.
        float[] identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
        Picture picture = FeatureMaps.Draw(identity, [1, 4, 1, 4], Plain with { MaxChannels = 2 });
        Assert.Equal([255, 0, 0, 0, 0, 0, 255, 0], picture.Pixels.ToArray().Where((_, i) => i % 3 == 0));
    }

    [Theory]
    [InlineData(24, 6, 4)]
    [InlineData(64, 8, 8)]
    [InlineData(3, 3, 1)]
    [InlineData(7, 3, 3)] // a prime leaves cells empty
    public void Draw_Tiles_FillTheGridWherePossible(int channels, int columns, int rows) =>
        Assert.Equal((columns, rows), Size(FeatureMaps.Draw(new float[channels], [1, channels, 1, 1], Plain)));

    [Fact]
    public void Draw_FlatConstantOrBrokenValues_AreDrawn()
    {
        Assert.Equal((3, 2), Size(FeatureMaps.Draw([1, 2, 3, 4, 5], [1, 5], Plain)));
        Assert.All(FeatureMaps.Draw([7, 7], [1, 2], Plain).Pixels.ToArray(), level => Assert.Equal(0, level));
        Picture broken = FeatureMaps.Draw([float.NaN, 0, 1, float.PositiveInfinity], [1, 1, 1, 4], Plain);
        Assert.Equal([0, 0, 255, 255], broken.Pixels.ToArray().Where((_, i) => i % 3 == 0));
    }

    [Fact]
    public void Draw_Viridis_RunsFromVioletToYellow()
    {
        Picture picture = FeatureMaps.Draw([0, 1], [1, 1, 1, 2], Plain with { Colours = ColourMap.Viridis });
        Assert.Equal([0x44, 0x01, 0x54, 0xFD, 0xE7, 0x25], picture.Pixels.ToArray());
    }

    [Theory]
    [InlineData(new long[] { 4 })]
    [InlineData(new long[] { 2, 2 })]
    [InlineData(new long[] { 1, 5 })]
    [InlineData(new long[] { 1, -1, -4 })]
    [InlineData(new long[] { 1, 1, 1, 1, 4 })]
    [InlineData(new long[] { 1, long.MaxValue, long.MaxValue })]
    public void Draw_OtherShape_Throws(long[] shape) => Assert.Throws<ArgumentException>(() => FeatureMaps.Draw([1, 2, 3, 4], shape));

    private static byte[] Pixel(Picture picture, int x, int y) => picture.Row(y).Slice(x * 3, 3).ToArray();

    private static (int Width, int Height) Size(Picture picture) => (picture.Width, picture.Height);
}
