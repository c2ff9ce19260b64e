using Lamina.Privacy.Statistics;

namespace Lamina.Privacy.Tests.Statistics;

public sealed class MeanIntervalTests
{
    [Theory]
    [InlineData(1, IntervalMethod.TooFew)]
    [InlineData(15, IntervalMethod.TooFew)]
    [InlineData(16, IntervalMethod.StudentT)]
    [InlineData(49, IntervalMethod.StudentT)]
    [InlineData(50, IntervalMethod.Bca)]
    public void Of_NumberOfVictims_DecidesTheMethod(int victims, IntervalMethod method)
    {
        MeanInterval found = MeanIntervals.Of(Spread(victims), ScoreRange.Share, 1);
        Assert.Equal(method, found.Method);
        Assert.Equal(method == IntervalMethod.TooFew, found is { Low: 0, High: 1 });
    }

    [Fact]
    public void Of_SameSeed_IsTheSame() =>
        Assert.Equal(MeanIntervals.Of(Spread(80), ScoreRange.Share, 5), MeanIntervals.Of(Spread(80), ScoreRange.Share, 5));

    [Fact]
    public void Of_OtherSeeds_AgreeWithinATenthOfTheWidth()
    {
        MeanInterval first = MeanIntervals.Of(Spread(80), ScoreRange.Share, 5);
        MeanInterval second = MeanIntervals.Of(Spread(80), ScoreRange.Share, 6);
        Assert.NotEqual(first, second);
        Assert.Equal(first.High, second.High, 0.1 * (first.High - first.Low));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(100)]
    public void Of_NoHitAtAll_IsStillNotZero(int victims)
    {
        MeanInterval found = MeanIntervals.Of(new double[victims], ScoreRange.Share, 1);
        Assert.Equal(ClopperPearson.Upper(0, victims), found.High, 1e-9);
        Assert.Equal(0, found.Low);
    }

    [Fact]
    public void OfPairs_NoVictimDiffers_KeepsARoomForTheUnseen()
    {
        MeanInterval found = MeanIntervals.OfPairs(new double[100], new double[100], ScoreRange.Share, 1);
        Assert.True(found.High > 0.02 && found.Low < -0.02);
    }

    [Fact]
    public void Of_FewHits_IsAtLeastClopperPearson()
    {
        double[] hits = new double[60];
        hits[7] = 1;
        MeanInterval found = MeanIntervals.Of(hits, ScoreRange.Share, 1);
        Assert.True(found.High >= ClopperPearson.Upper(1, 60));
        Assert.True(found.Low <= ClopperPearson.Lower(1, 60));
    }

    [Fact]
    public void Of_BlocksThatAgreeInside_AreWiderThanTheirValuesAlone()
    {
        double[] values = [.. Enumerable.Range(0, 600).Select(i => Spread(60)[i / 10])];
        int[] blocks = [.. Enumerable.Range(0, 600).Select(i => i / 10)];
        MeanInterval alone = MeanIntervals.Of(values, ScoreRange.Share, 1);
        MeanInterval together = MeanIntervals.Of(values, ScoreRange.Share, 1, blocks);
        Assert.Equal(60, together.Units);
        Assert.Equal(alone.Mean, together.Mean, 1e-12);
        Assert.True(together.High - together.Low > 2.5 * (alone.High - alone.Low), "ten copies of a value were taken for ten victims");
    }

    [Fact]
    public void Of_FifteenBlocksOfMany_IsTooFew() =>
        Assert.Equal(IntervalMethod.TooFew, MeanIntervals.Of(Spread(150), ScoreRange.Share, 1, [.. Enumerable.Range(0, 150).Select(i => i % 15)]).Method);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void Of_NotFinite_IsRefused(double value) => Assert.Throws<ArgumentException>(() => MeanIntervals.Of([0.1, value], ScoreRange.Share, 1));

    [Fact]
    public void OfPairs_OtherVictims_IsRefused() => Assert.Throws<ArgumentException>(() => MeanIntervals.OfPairs([1, 2], [1], ScoreRange.Share, 1));

    /// <summary>
    /// The share of intervals that miss a known mean, on both sides together, is 10% nominally. 400 runs have a deviation of 1.5%;
    /// four of them, and BCa's known shortfall for skewed samples of 50, are allowed for.
    /// </summary>
    [Fact]
    public void Of_ManySamplesOfAKnownMean_CoversItAsOftenAsItSays()
    {
        SeededRandom random = new(42);
        int missed = 0;
        for (int run = 0; run < 400; run++)
        {
            double[] sample = [.. Enumerable.Range(0, 50).Select(_ => -0.1 * Math.Log(1 - random.NextDouble()))];
            (double low, double high) = BcaBootstrap.Bounds(Blocks.Gather(sample, []), new Resampler(run, 1000), 0.95);
            missed += low > 0.1 || high < 0.1 ? 1 : 0;
        }

        Assert.InRange(missed / 400.0, 0.05, 0.18);
    }

    private static double[] Spread(int count)
    {
        SeededRandom random = new(9);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() * random.NextDouble())];
    }
}
