using Lamina.Data.Samples;
using Lamina.Data.Splits;

namespace Lamina.Data.Tests.Splits;

public sealed class SplitPlanTests
{
    private static readonly (string, double)[] Shares = [("train", 0.6), ("attacker", 0.3), ("victims", 0.1)];

    [Fact]
    public void Deal_AnySamples_PartsAreDisjointAndStratified()
    {
        Sample[] samples = [.. Enumerable.Range(0, 1000).Select(i => new Sample($"s{i}", i % 4, $"s{i}"))];
        IReadOnlyList<SplitPart> parts = SplitPlan.Deal(samples, Shares, seed: 7);

        Assert.Equal([600, 300, 100], parts.Select(part => part.Samples.Count));
        Assert.Equal(1000, parts.SelectMany(part => part.Samples).Select(sample => sample.Name).Distinct().Count());
        Assert.All(parts, part => Assert.All(part.Samples.CountBy(sample => sample.Label), entry => Assert.Equal(part.Samples.Count / 4, entry.Value)));
    }

    [Fact]
    public void Deal_Groups_AreNeverParted()
    {
        Sample[] samples = [.. Enumerable.Range(0, 900).Select(i => new Sample($"s{i}", i / 300, $"block{i / 10}"))];
        IReadOnlyList<SplitPart> parts = SplitPlan.Deal(samples, Shares, seed: 7);
        var homes = parts.SelectMany(part => part.Samples.Select(sample => (sample.Group, part.Name))).Distinct().CountBy(entry => entry.Group);
        Assert.All(homes, home => Assert.Equal(1, home.Value));
        Assert.All(parts, part => Assert.Equal(3, part.Samples.Select(sample => sample.Label).Distinct().Count()));
    }

    [Fact]
    public void Deal_OrderOfArrival_DoesNotMatter()
    {
        Sample[] samples = [.. Enumerable.Range(0, 500).Select(i => new Sample($"s{i}", i % 3, $"s{i}"))];
        IEnumerable<string> forward = SplitPlan.Deal(samples, Shares, 1).Select(part => part.Digest);
        Assert.Equal(forward, SplitPlan.Deal([.. samples.Reverse()], Shares, 1).Select(part => part.Digest));
        Assert.NotEqual(forward, SplitPlan.Deal(samples, Shares, 2).Select(part => part.Digest));
    }

    [Theory]
    [InlineData(0.7, 0.4)]
    [InlineData(0.5, 0.0)]
    [InlineData(0.5, -0.1)]
    public void Deal_ImpossibleShares_AreMisuse(double first, double second) =>
        Assert.Throws<ArgumentException>(() => SplitPlan.Deal([], [("a", first), ("b", second)], 1));
}
