using Lamina.Privacy.Identification;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Tests.Scores;

namespace Lamina.Privacy.Tests.Identification;

public sealed class ReidentificationTests
{
    private static readonly UnitImage[] Victims = [.. Enumerable.Range(1, 10).Select(seed => ReferencePictures.Noise(12, 12, (uint)seed))];

    [Fact]
    public void ByPixels_FaintTraces_AreRecognised()
    {
        UnitImage grey = ReferencePictures.Grey(12, 12, 0.5);
        UnitImage[] traces = [.. Victims.Select(victim => ReferencePictures.Combine(victim, grey, (a, b) => (0.2 * a) + (0.8 * b)))];
        Assert.All(Reidentification.ByPixels(Victims, traces), hit => Assert.Equal(1, hit));
    }

    [Fact]
    public void ByPixels_OnePictureForAll_IsRightByChance()
    {
        UnitImage grey = ReferencePictures.Grey(12, 12, 0.5);
        Assert.Equal(Reidentification.Chance(10), Reidentification.ByPixels(Victims, [.. Victims.Select(_ => grey)]).Average(), 1e-12);
    }

    [Fact]
    public void ByPixels_VictimsThatLookAlike_ShareTheHit()
    {
        UnitImage grey = ReferencePictures.Grey(12, 12, 0.5);
        Assert.Equal([0.5, 0.5], Reidentification.ByPixels([grey, grey], [grey, grey]));
    }

    [Fact]
    public void ByPixels_WrongVictim_IsAMiss() =>
        Assert.All(Reidentification.ByPixels(Victims, [.. Victims[1..], Victims[0]]), hit => Assert.Equal(0, hit));

    [Fact]
    public void ByFeatures_LargeUselessFeature_DoesNotDrownTheOthers()
    {
        float[][] victims = [[0, 1000], [1, 1010], [2, 990]];
        float[][] traces = [[0.1f, 1004], [1.1f, 1004], [1.9f, 1000]];
        Assert.Equal([1, 1, 1], Reidentification.ByFeatures(victims, traces));
    }

    [Fact]
    public void ByFeatures_NotANumber_IsAMiss() =>
        Assert.Equal(0, Reidentification.ByFeatures([[0f], [1f]], [[float.NaN], [1f]])[0]);

    [Fact]
    public void Better_HigherMean_IsKept() => Assert.Equal([1, 0], Reidentification.Better([0, 0], [1, 0]));

    [Fact]
    public void ByPixels_MoreThanVictims_AreRefused() => Assert.Throws<ArgumentException>(() => Reidentification.ByPixels(Victims[1..], Victims));

    [Fact]
    public void ByPixels_FirstVictimsOnly_AreSoughtAmongAll()
    {
        Assert.Equal([1, 1], Reidentification.ByPixels(Victims, Victims[..2]));
        Assert.Equal([0.0, 1], Reidentification.ByPixels(Victims, [Victims[9], Victims[1]]));
    }

    [Fact]
    public void Nearest_Indices_AreTheNearest() => Assert.Equal([2, 0], Nearest.Indices([[2.2f], [-1f]], [[0f], [1f], [2f]]));

    [Fact]
    public void Nearest_OtherLength_IsRefused() => Assert.Throws<ArgumentException>(() => Nearest.Indices([[1f, 2f]], [[1f]]));

    [Fact]
    public void LabelAgreement_Labels_AreCompared()
    {
        Assert.Equal([1, 0], LabelAgreement.Of([4, 5], [4, 4]));
        Assert.Throws<ArgumentException>(() => LabelAgreement.Of([4], [4, 4]));
    }
}
