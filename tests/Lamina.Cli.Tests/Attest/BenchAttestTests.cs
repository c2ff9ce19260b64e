using System.Text.Json;
using Lamina.Cli.CommandLine;
using Lamina.Testing;

namespace Lamina.Cli.Tests.Attest;

/// <summary><c>bench attest</c> on real samples: its shape, and what it will not time.</summary>
public sealed class BenchAttestTests
{
    [Fact]
    public async Task Bench_RealQuote_PrintsTheRatioWithItsGoal()
    {
        (int code, JsonElement json) = await RunAsync("dcap/sgx_quote", "--collateral", Tier.Shared("vectors", "attestation", "dcap", "sgx_quote_collateral.json"), "--at", "2025-06-25T00:00:00Z");
        Assert.Equal(0, code);
        Dictionary<string, JsonElement> results = json.GetProperty("results").EnumerateArray().ToDictionary(result => result.GetProperty("name").GetString()!);
        Assert.Equal(["first_verification_ms", "verification_ms", "signatures_ms", "verification_over_signatures"], results.Keys);
        Assert.Equal(3, results["verification_over_signatures"].GetProperty("goal").GetDouble());
        Assert.All(results.Values, result => Assert.True(result.GetProperty("low").GetDouble() <= result.GetProperty("value").GetDouble() && result.GetProperty("value").GetDouble() > 0));
    }

    [Fact]
    public async Task Bench_EvidenceThatIsNotGenuine_EndsWithThree()
    {
        (int code, JsonElement json) = await RunAsync("dcap/sgx_quote");
        Assert.Equal((3, "evidence-refused"), (code, json.GetProperty("error").GetProperty("code").GetString()));
    }

    private static async Task<(int Code, JsonElement Json)> RunAsync(string sample, params string[] more)
    {
        using StringWriter output = new();
        int code = await CommandTree.RunAsync(["bench", "attest", Tier.Shared(["vectors", "attestation", .. sample.Split('/')]), "--json", .. more], output, TextWriter.Null);
        return (code, JsonDocument.Parse(output.ToString()).RootElement);
    }
}
