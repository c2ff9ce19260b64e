using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Tests.Scores;

public sealed class UnitImageTests
{
    [Fact]
    public void FromPlanar_ValuesOutside_AreClipped()
    {
        UnitImage image = UnitImage.FromPlanar(1, 1, [-0.5, 0.25, 7.0]);
        Assert.Equal([0, 0.25, 1], image.Values.ToArray());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void FromPlanar_NotFinite_IsRefused(double value) =>
        Assert.Throws<ArgumentException>(() => UnitImage.FromPlanar(1, 1, [0, value, 0]));

    [Fact]
    public void FromInterleaved_TwoPixels_ArePlanes()
    {
        UnitImage image = UnitImage.FromInterleaved(2, 1, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
        Assert.Equal([0.1, 0.4, 0.2, 0.5, 0.3, 0.6], image.Values.ToArray());
        Assert.Equal([0.2, 0.5], image.Plane(1).ToArray());
    }

    [Fact]
    public void FromBytes_White_IsOne() => Assert.Equal([1, 1, 1], UnitImage.FromBytes(1, 1, [255, 255, 255]).Values.ToArray());

    [Fact]
    public void FromPlanar_WrongLength_IsRefused() =>
        Assert.Throws<ArgumentException>(() => UnitImage.FromPlanar(2, 2, new float[11]));

    [Fact]
    public void Ssim_OtherSize_IsRefused() =>
        Assert.Throws<ArgumentException>(() => StructuralSimilarity.Compute(ReferencePictures.Grey(12, 12, 0), ReferencePictures.Grey(12, 13, 0)));

    [Fact]
    public void Ssim_BelowTheWindow_IsRefused() =>
        Assert.Throws<ArgumentException>(() => StructuralSimilarity.Compute(ReferencePictures.Grey(10, 12, 0), ReferencePictures.Grey(10, 12, 0)));

    [Theory]
    [InlineData(160, false)]
    [InlineData(161, true)]
    public void MsSsim_Side_DecidesWhetherItExists(int side, bool exists) =>
        Assert.Equal(exists, MultiScaleSimilarity.Compute(ReferencePictures.Noise(side, 170, 1), ReferencePictures.Noise(side, 170, 2)) is not null);

    [Fact]
    public void OfAll_ManyPairs_AreThoseOfOne()
    {
        UnitImage[] victims = [ReferencePictures.Noise(20, 20, 1), ReferencePictures.Noise(20, 20, 2)];
        UnitImage[] guesses = [ReferencePictures.Noise(20, 20, 3), ReferencePictures.Gradient(20, 20)];
        Assert.Equal([ImageScores.Of(victims[0], guesses[0]), ImageScores.Of(victims[1], guesses[1])], ImageScores.OfAll(victims, guesses));
        Assert.Throws<ArgumentException>(() => ImageScores.OfAll(victims, guesses[..1]));
    }
}
