using Lamina.Privacy.Scores;
using Lamina.Privacy.Synthesis;

namespace Lamina.Privacy.Tests.Synthesis;

public sealed class SyntheticPicturesTests
{
    [Fact]
    public void Make_OneSeed_GivesTheSamePicturesInAnyNumber()
    {
        UnitImage[] five = [.. SyntheticPictures.Make(5, (40, 24), 7)];
        UnitImage[] two = [.. SyntheticPictures.Make(2, (40, 24), 7)];
        Assert.Equal((40, 24), (five[0].Width, five[0].Height));
        Assert.Equal(five[1].Values.ToArray(), two[1].Values.ToArray());
        Assert.NotEqual(five[0].Values.ToArray(), five[1].Values.ToArray());
        Assert.NotEqual(five[0].Values.ToArray(), SyntheticPictures.Make(1, (40, 24), 8).Single().Values.ToArray());
    }

    [Fact]
    public void Make_Pictures_HaveEdgesAndSmoothPartsAsPhotographsDo()
    {
        foreach (UnitImage picture in SyntheticPictures.Make(8, (64, 64), 1))
        {
            double[] steps = [.. Enumerable.Range(0, 63 * 64).Select(i => Math.Abs(picture.Plane(0)[(i / 63 * 64) + (i % 63)] - picture.Plane(0)[(i / 63 * 64) + (i % 63) + 1]))];
            Array.Sort(steps);
            Assert.True(steps[steps.Length / 2] < 0.05, $"half of the steps are below {steps[steps.Length / 2]}");
            Assert.True(steps[^40] > 0.1, $"the largest steps are {steps[^40]}");
        }
    }
}
