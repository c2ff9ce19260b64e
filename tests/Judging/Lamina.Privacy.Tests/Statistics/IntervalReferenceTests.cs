using System.Text.Json;
using Lamina.Privacy.Statistics;
using Lamina.Testing;

namespace Lamina.Privacy.Tests.Statistics;

/// <summary>Bounds against SciPy 1.10.1 (make_reference.py).</summary>
public sealed class IntervalReferenceTests
{
    /// <summary>
    /// In standard errors. The 5% quantile of 10,000 resamples has a Monte-Carlo deviation of sqrt(0.05 * 0.95 / 10000) / 0.103 = 0.021
    /// standard errors (0.103: normal density there); five of them, since tails of skewed samples are thinner.
    /// </summary>
    private const double MonteCarlo = 0.105;

    private static readonly JsonElement Reference = JsonDocument.Parse(
        File.ReadAllText(Checkout.Path("tests", "Judging", "Lamina.Privacy.Tests", "Statistics", "interval-cases.json"))).RootElement;

    public static TheoryData<string> BcaNames => [.. Items("bca").Select(item => item.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(BcaNames))]
    public void Bca_OfASample_IsSciPysWithinMonteCarloError(string name)
    {
        JsonElement item = Items("bca").Single(item => item.GetProperty("name").GetString() == name);
        double tolerance = MonteCarlo * item.GetProperty("error").GetDouble();
        MeanInterval found = MeanIntervals.Of(Values(item), ScoreRange.Similarity, seed: 3);
        Assert.Equal(IntervalMethod.Bca, found.Method);
        Assert.Equal(item.GetProperty("low").GetDouble(), found.Low, tolerance);
        Assert.Equal(item.GetProperty("high").GetDouble(), found.High, tolerance);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void StudentT_OfASample_IsSciPys(int index)
    {
        JsonElement item = Items("student")[index];
        MeanInterval found = MeanIntervals.Of(Values(item), ScoreRange.Similarity, seed: 3);
        Assert.Equal(IntervalMethod.StudentT, found.Method);
        Assert.Equal(item.GetProperty("low").GetDouble(), found.Low, 1e-9);
        Assert.Equal(item.GetProperty("high").GetDouble(), found.High, 1e-9);
    }

    [Fact]
    public void ClopperPearson_OfShares_IsSciPys()
    {
        foreach (JsonElement item in Items("clopper_pearson"))
        {
            int hits = item.GetProperty("hits").GetInt32();
            int trials = item.GetProperty("trials").GetInt32();
            Assert.Equal(item.GetProperty("low").GetDouble(), ClopperPearson.Lower(hits, trials), 1e-9);
            Assert.Equal(item.GetProperty("high").GetDouble(), ClopperPearson.Upper(hits, trials), 1e-9);
        }
    }

    [Theory]
    [InlineData(58, false)]
    [InlineData(59, true)]
    public void ClopperPearson_NoHit_FitsFivePercentFrom59(int trials, bool fits) => Assert.Equal(fits, ClopperPearson.Upper(0, trials) <= 0.05);

    private static JsonElement[] Items(string kind) => [.. Reference.GetProperty(kind).EnumerateArray()];

    private static double[] Values(JsonElement item) => [.. item.GetProperty("values").EnumerateArray().Select(value => value.GetDouble())];
}
