using System.Text.Json;
using Lamina.Privacy.Bench;
using Lamina.Testing;

namespace Lamina.Privacy.Tests.Bench;

public sealed class MetricsBenchmarkTests
{
    [Fact]
    public void Run_WithScikitImage_AgreesAndHasTheStatedShape()
    {
        Tier.Need(HasScikitImage(), "scikit-image for /usr/bin/python3", "apt-get install python3-skimage");
        string json = MetricsBenchmark.Run(rounds: 1, repeats: 2).ToJson();
        Assert.Empty(new JsonSchemaCheck(File.ReadAllText(Checkout.Path("docs", "schema", "bench.schema.json"))).Faults(json));
        using JsonDocument report = JsonDocument.Parse(json);
        Assert.Equal(new[] { "machine", "commit", "results" }, report.RootElement.EnumerateObject().Select(property => property.Name));
        JsonElement[] results = [.. report.RootElement.GetProperty("results").EnumerateArray()];
        Assert.All(results, result => Assert.Equal(
            new[] { "name", "value", "low", "high", "unit", "goal", "met", "detail" }, result.EnumerateObject().Select(property => property.Name)));
        JsonElement difference = results.Single(result => result.GetProperty("name").GetString() == "ssim_difference");
        Assert.True(difference.GetProperty("met").GetBoolean());
        Assert.True(difference.GetProperty("value").GetDouble() < 1e-9);
    }

    [Fact]
    public void Run_NoSuchPython_NamesTheCommand()
    {
        BenchmarkUnavailableException exception = Assert.Throws<BenchmarkUnavailableException>(() => MetricsBenchmark.Run("/no/such/python3", rounds: 1));
        Assert.Contains("apt-get install python3-skimage", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20.0, true)]
    [InlineData(25.0, null)]
    [InlineData(31.0, false)]
    public void Met_RoundsAgainstTheGoal_NeedToAgree(double goal, bool? met) =>
        Assert.Equal(met, BenchmarkResult.Of("x", [30, 21, 24], "ratio", "", goal).Met);

    [Fact]
    public void Of_Rounds_AreMedianAndRange()
    {
        BenchmarkResult result = BenchmarkResult.Of("x", [30, 21, 24], "ratio", "");
        Assert.Equal((24, 21, 30, null, null), (result.Value, result.Low, result.High, result.Goal, result.Met));
    }

    private static bool HasScikitImage() =>
        Directory.Exists("/usr/lib/python3/dist-packages/skimage") && File.Exists(MetricsBenchmark.DefaultPython);
}
