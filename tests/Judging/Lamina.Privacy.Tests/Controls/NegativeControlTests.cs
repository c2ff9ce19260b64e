using Lamina.Privacy.Controls;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Tests.Scores;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Tests.Controls;

public sealed class NegativeControlTests
{
    private static readonly UnitImage[] Photographs = [ReferencePictures.Astronaut, ReferencePictures.Coffee];

    [Fact]
    public void MeanImage_OfTwo_IsHalfWayBetween()
    {
        UnitImage mean = MeanImages.Of([ReferencePictures.Grey(12, 12, 0.2), ReferencePictures.Grey(12, 12, 0.6)]);
        Assert.All(mean.Values.ToArray(), value => Assert.Equal(0.4, value, 1e-12));
    }

    [Theory]
    [InlineData("ssim")]
    [InlineData("ms_ssim")]
    public void BestConstant_NoGreyOfAGrid_IsBetter(string name)
    {
        Metric metric = Metric.Find(name)!;
        double best = Mean(metric, BestConstant.Find(metric, Photographs));
        for (double grey = 0; grey <= 1; grey += 0.1)
        {
            Assert.True(best >= Mean(metric, ReferencePictures.Grey(176, 181, grey)), $"grey {grey} is better");
        }
    }

    [Fact]
    public void BestConstant_ForMse_IsTheMeanColour()
    {
        UnitImage expected = ReferencePictures.MeanColour(ReferencePictures.Coffee);
        UnitImage found = BestConstant.Find(Metric.Mse, [ReferencePictures.Coffee]);
        Assert.Equal(0, PixelError.MeanSquared(expected, found), 1e-20);
    }

    [Fact]
    public void BestConstant_NoImageMetric_IsRefused() =>
        Assert.Throws<ArgumentException>(() => BestConstant.Find(Metric.Reidentification, Photographs));

    [Fact]
    public void BestConstant_SmallPictures_HaveNoMsSsim() =>
        Assert.ThrowsAny<Exception>(() => BestConstant.Find(Metric.MsSsim, [ReferencePictures.Noise(20, 20, 1)]));

    [Fact]
    public void OfClasses_FewerThanFive_FallBackToAll()
    {
        UnitImage[] images = [.. Enumerable.Range(0, 6).Select(i => ReferencePictures.Grey(12, 12, i == 5 ? 1.0 : 0.1 * i))];
        UnitImage[] means = MeanImages.OfClasses(images, [0, 0, 0, 0, 0, 1], [0, 1, 2]);
        Assert.Equal(0.2, means[0].Values[0], 1e-12);
        Assert.Equal(2.0 / 6, means[1].Values[0], 1e-12);
        Assert.Equal(2.0 / 6, means[2].Values[0], 1e-12);
        Assert.Throws<ArgumentException>(() => MeanImages.OfClasses(images, [0, 0, 0, 0, 1, 1], [0]));
    }

    [Fact]
    public void NearestImage_ByOutput_IsThatImage()
    {
        NegativeControl control = NegativeControls.NearestImage(new VictimScorer(Photographs), [[1f, 0f], [0f, 1f]], [Photographs[1], Photographs[0]], [[0.1f, 0.9f], [0.9f, 0.1f]]);
        Assert.Equal([1, 1], control.Scores[Metric.Ssim]);
        Assert.Equal("nearest-image", control.Name);
    }

    [Fact]
    public void BestConstantImage_OfPhotographs_ScoresWithoutKnowingAny()
    {
        NegativeControl control = NegativeControls.BestConstantImage(new VictimScorer(Photographs), Photographs);
        Assert.Equal(new[] { "ms_ssim", "mse", "psnr", "reidentification_top1", "ssim" }, control.Scores.Keys.Select(metric => metric.Name).Order());
        Assert.Equal(0.5, control.Scores[Metric.Reidentification].Average());
        Assert.InRange(control.Scores[Metric.Ssim].Average(), 0.2, 0.4);
    }

    private static double Mean(Metric metric, UnitImage constant) => Photographs.Average(image =>
        metric == Metric.Ssim ? StructuralSimilarity.Compute(image, constant) : MultiScaleSimilarity.Compute(image, constant)!.Value);
}
