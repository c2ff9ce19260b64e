using System.Text.Json;
using Lamina.Attestation;
using Lamina.Attestation.Tests.Collateral;
using Lamina.Cli.CommandLine;
using Lamina.Testing;

namespace Lamina.Cli.Tests.Attest;

/// <summary><c>attest verify</c> on published evidence of real machines: offline, through a cache, through a service.</summary>
public sealed class AttestVerifyTests : IDisposable
{
    private const string SgxTime = "2025-06-25T00:00:00Z";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Verify_RealQuoteThroughAService_FetchesKeepsAndWorksOfflineAfterwards()
    {
        await using RecordedService service = new();
        (int code, JsonElement json) = await VerifyAsync("dcap/sgx_quote", SgxTime, "--collateral-url", service.Address.ToString(), "--collateral-cache", _folder["cache"]);
        Assert.True(code == 0, json.ToString());
        Assert.Equal("genuine", json.GetProperty("outcome").GetString());
        Assert.Equal(4, service.Asked.Count);
        Assert.Contains(StepNames.CollateralRollback, Steps(json, "passed"));

        (code, json) = await VerifyAsync("dcap/sgx_quote", SgxTime, "--collateral-url", "none", "--collateral-cache", _folder["cache"]);
        Assert.True(code == 0, json.ToString());
        Assert.Equal("genuine", json.GetProperty("outcome").GetString());
        Assert.Equal(4, service.Asked.Count);
    }

    [Fact]
    public async Task Verify_NothingNamed_StaysOfflineAndIsRefusedForWhatIsMissing()
    {
        (int code, JsonElement json) = await VerifyAsync("dcap/sgx_quote", SgxTime);
        Assert.Equal((3, "refused"), (code, json.GetProperty("outcome").GetString()));
        Assert.Contains(StepNames.RootCrl, Steps(json, "failed"));
    }

    [Fact]
    public async Task Verify_ServiceInTrouble_IsRefusedAndNothingIsKept()
    {
        await using RecordedService service = new() { Instead = _ => (503, []) };
        (int code, JsonElement json) = await VerifyAsync("dcap/sgx_quote", SgxTime, "--collateral-url", service.Address.ToString(), "--collateral-cache", _folder["cache"]);
        Assert.Equal(3, code);
        Assert.Contains(StepNames.RootCrl, Steps(json, "failed"));
        Assert.False(Directory.Exists(_folder["cache"]));
    }

    [Fact]
    public async Task Verify_RealQuoteWithTheOlderOfTwoRealDocuments_IsRefusedAsRolledBack()
    {
        // Intel issued the platform's TCB info twice; both are valid on this day, and the newer one was seen first.
        string older = Path.GetFullPath(Tier.Shared("vectors", "attestation", "tdx", "sample_tcbinfo_response_v5"));
        string all = Path.GetFullPath(Tier.Shared("vectors", "attestation", "dcap", "tdx_quote_outdated_collateral.json"));
        JsonElement newest = JsonDocument.Parse(await File.ReadAllBytesAsync(all)).RootElement;
        string rest = _folder["rest.json"];
        string[] keys = [.. newest.EnumerateObject().Select(member => member.Name).Where(name => !name.StartsWith("tcb_info", StringComparison.Ordinal) || name == "tcb_info_issuer_chain")];
        await File.WriteAllTextAsync(rest, JsonSerializer.Serialize(keys.ToDictionary(key => key, key => newest.GetProperty(key).GetString())));
        const string day = "2026-02-20T00:00:00Z";

        (int before, JsonElement fresh) = await VerifyAsync("tdx/quote_v5_sample.dat", day, "--collateral-cache", _folder["other"], "--collateral", older, "--collateral", rest);
        Assert.True(before == 0, fresh.ToString());
        (int first, JsonElement good) = await VerifyAsync("tdx/quote_v5_sample.dat", day, "--collateral-cache", _folder["cache"], "--collateral", all);
        Assert.True(first == 0, good.ToString());
        (int second, JsonElement json) = await VerifyAsync("tdx/quote_v5_sample.dat", day, "--collateral-cache", _folder["cache"], "--collateral", older, "--collateral", rest);
        Assert.Equal(3, second);
        Assert.Equal([StepNames.CollateralRollback], Steps(json, "failed"));
    }

    [Fact]
    public async Task Verify_MemoryDamaged_EndsWithFiveAndIsLeftToAPerson()
    {
        Directory.CreateDirectory(_folder["cache"]);
        await File.WriteAllTextAsync(_folder["cache", ".seen"], "rubbish\n");
        using StringWriter talk = new();
        int code = await CommandTree.RunAsync(["attest", "verify", Tier.Shared("vectors", "attestation", "dcap", "sgx_quote"), "--collateral-cache", _folder["cache"]], TextWriter.Null, talk);
        Assert.Equal(5, code);
        Assert.Contains(".seen, line 1", talk.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://mirror")]
    [InlineData("mirror")]
    public async Task Verify_NoAddressOfAService_IsUsage(string url)
    {
        int code = await CommandTree.RunAsync(["attest", "verify", Tier.Shared("vectors", "attestation", "dcap", "sgx_quote"), "--collateral-url", url], TextWriter.Null, TextWriter.Null);
        Assert.Equal(2, code);
    }

    private static async Task<(int Code, JsonElement Json)> VerifyAsync(string sample, string at, params string[] more)
    {
        using StringWriter output = new();
        int code = await CommandTree.RunAsync(["attest", "verify", Tier.Shared(["vectors", "attestation", .. sample.Split('/')]), "--at", at, "--json", .. more], output, TextWriter.Null);
        return (code, JsonDocument.Parse(output.ToString()).RootElement);
    }

    private static string[] Steps(JsonElement json, string status) =>
        [.. json.GetProperty("steps").EnumerateArray().Where(step => step.GetProperty("status").GetString() == status).Select(step => step.GetProperty("name").GetString()!)];
}
