using Lamina.Privacy.Bench;
using Lamina.Testing;

namespace Lamina.Privacy.Tests.Bench;

public sealed class KeptResultsTests
{
    [Fact]
    public void Once_KeptResult_IsMeasuredAgainOnlyForAnotherJobOrOtherSettings()
    {
        using TempFolder folder = new();
        int measured = 0;
        BenchmarkResult Measure(string job, string settings) => new KeptResults(folder.Path, job).Once(
            "conv11 rmle, ours", settings, () => BenchmarkResult.Of($"run {++measured}", [measured], "dB", "a count"));

        Assert.Equal("run 1", Measure("a", "x").Name);
        Assert.Equal(1, Measure("a", "x").Value);
        Assert.Equal("run 2", Measure("a", "y").Name);
        Assert.Equal("run 3", Measure("b", "y").Name);

        // Half a file is no result.
        string file = Directory.GetFiles(folder["results"]).Single();
        File.WriteAllText(file, File.ReadAllText(file)[..20]);
        Assert.Equal("run 4", Measure("b", "y").Name);
    }

    [Fact]
    public void Once_WithoutAFolder_KeepsNothing()
    {
        int measured = 0;
        KeptResults none = new(null, "a");
        none.Once("n", "s", () => BenchmarkResult.Of("n", [++measured], "dB", ""));
        Assert.Equal(2, none.Once("n", "s", () => BenchmarkResult.Of("n", [++measured], "dB", "")).Value);
    }
}
