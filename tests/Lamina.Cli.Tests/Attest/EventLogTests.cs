using System.Text.Json;
using Lamina.Attestation;
using Lamina.Attestation.Tests.Samples;
using Lamina.Cli.CommandLine;
using Lamina.Testing;

namespace Lamina.Cli.Tests.Attest;

/// <summary>The event log of a real TDX machine at the command line, against the quote of the same boot and of another machine.</summary>
public sealed class EventLogTests
{
    private static string Log => Tier.Shared("vectors", "attestation", "tdx", "ccel_data.dat");

    [Fact]
    public async Task Measure_RealLog_PrintsTheQuotesRegisters()
    {
        using StringWriter output = new();
        Assert.Equal(0, await CommandTree.RunAsync(["attest", "measure", "--event-log", Log], output, TextWriter.Null));
        TdxClaims claims = Assert.IsType<TdxClaims>(Sample.Cos.Verify().Claims);
        string[] expected = [.. claims.Rtmr.Select((value, register) => $"tdx rtmr{register} {Convert.ToHexStringLower(value.Span)}")];
        Assert.Equal(expected, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("tdx/cos-113-tdx-quote.dat", "passed")]
    [InlineData("dcap/tdx_quote", "failed")]
    [InlineData("dcap/sgx_quote", "failed")]
    public async Task Verify_WithALog_HoldsTheQuoteToIt(string sample, string status)
    {
        JsonElement json = await VerifyAsync(sample, Log);
        JsonElement step = json.GetProperty("steps").EnumerateArray().Single(one => one.GetProperty("name").GetString() == StepNames.EventLog);
        Assert.Equal(status, step.GetProperty("status").GetString());
        Assert.Equal("refused", json.GetProperty("outcome").GetString()); // the collateral is not given here
    }

    [Fact]
    public async Task Verify_GenuineQuoteWithALogOfAnotherMachine_IsRefusedAtTheLogAlone()
    {
        JsonElement json = await VerifyAsync("dcap/tdx_quote", Log, "--collateral", Tier.Shared("vectors", "attestation", "dcap", "tdx_quote_collateral.json"), "--at", "2025-06-25T00:00:00Z");
        Assert.Equal([StepNames.EventLog], json.GetProperty("steps").EnumerateArray().Where(one => one.GetProperty("status").GetString() == "failed").Select(one => one.GetProperty("name").GetString()));
        Assert.Equal("refused", json.GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Measure_FileThatIsNoLog_EndsWithFive() =>
        Assert.Equal(5, await CommandTree.RunAsync(["attest", "measure", "--event-log", Tier.Shared("vectors", "attestation", "dcap", "sgx_quote")], TextWriter.Null, TextWriter.Null));

    private static async Task<JsonElement> VerifyAsync(string sample, string log, params string[] more)
    {
        using StringWriter output = new();
        Assert.Equal(3, await CommandTree.RunAsync(["attest", "verify", Tier.Shared(["vectors", "attestation", .. sample.Split('/')]), "--event-log", log, "--json", .. more], output, TextWriter.Null));
        return JsonDocument.Parse(output.ToString()).RootElement;
    }
}
