using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Lamina.Protocol.Hpke;
using Lamina.Protocol.ObliviousHttp;
using Lamina.Protocol.Problems;
using Lamina.Testing;

namespace Lamina.Protocol.Tests.Interop;

/// <summary>tests/interop/js/client.mjs, with HPKE and Binary HTTP of other people's making, against our side.</summary>
public sealed class JavaScriptClientTests
{
    private static readonly string PlanDigest = Convert.ToHexStringLower(SHA256.HashData(EnclaveHost.Plan));

    [Theory]
    [InlineData("x25519-sha256-aes128gcm")]
    [InlineData("x25519-sha256-chacha20poly1305")]
    [InlineData("p256-sha256-aes256gcm")]
    [InlineData("xwing-sha256-aes256gcm")]
    public async Task Client_EachSuite_GetsItsAnswer(string suite)
    {
        await using var host = new EnclaveHost();
        JsonElement result = await Succeed(host, suite);
        Assert.Equal((0, 200, "application/octet-stream"), (result.GetProperty("attempt").GetInt32(), result.GetProperty("status").GetInt32(), result.GetProperty("type").GetString()));
        (string path, string[] fields, byte[] content) = Assert.Single(host.Opened);
        Assert.Equal("/v2/models/net.v1/infer", path);
        Assert.Contains("content-type: application/octet-stream", fields);
        string header = Assert.Single(fields, field => field.StartsWith("inference-header-content-length: ", StringComparison.Ordinal));
        int headerLength = int.Parse(header.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        using JsonDocument json = JsonDocument.Parse(content.AsMemory(0, headerLength));
        Assert.Equal("data", json.RootElement.GetProperty("inputs")[0].GetProperty("name").GetString());
        Assert.Equal(400, content.Length - headerLength);
        Assert.Equal(99 / 8f, BitConverter.ToSingle(content, content.Length - 4));
        Assert.Equal(content.Reverse(), result.GetProperty("content").GetBytesFromBase64());
        Assert.True(HpkeSuite.TryParse(suite, out HpkeSuite parsed));
        Assert.Equal([new Lamina.Protocol.Sizes.MessageSizes(16384, 8192).SealedRequest(parsed)], host.Lengths);
    }

    [Fact]
    public async Task Client_EnclaveRestartedTwice_VerifiesAnewAndSucceeds()
    {
        await using var host = new EnclaveHost { Restarts = 2 };
        JsonElement result = await Succeed(host, "x25519-sha256-aes128gcm");
        Assert.Equal(2, result.GetProperty("attempt").GetInt32());
        Assert.Single(host.Opened);
        Assert.Equal(3, host.Lengths.Count);
    }

    [Fact]
    public async Task Client_EnclaveRestartsForever_GivesUp()
    {
        await using var host = new EnclaveHost { Restarts = 9 };
        Assert.Contains("ohttp-key", await Fail(host), StringComparison.Ordinal);
        Assert.Equal(3, host.Lengths.Count);
    }

    [Fact]
    public async Task Client_SealedFailure_ReadsIt()
    {
        await using var host = new EnclaveHost { Failure = new Problem(Problem.TypePrefix + "worker", "No worker answered.", 503) { Step = 6, Party = "worker" } };
        JsonElement result = await Succeed(host, "x25519-sha256-aes128gcm");
        Assert.Equal((503, MediaTypes.Problem), (result.GetProperty("status").GetInt32(), result.GetProperty("type").GetString()));
        Assert.Equal(host.Failure, Problem.FromJson(result.GetProperty("content").GetBytesFromBase64()));
    }

    [Fact]
    public async Task Client_OtherPlan_SendsNothing()
    {
        await using var host = new EnclaveHost();
        Assert.Contains("binding-plan", await Fail(host, planDigest: new string('0', 64)), StringComparison.Ordinal);
        Assert.Empty(host.Lengths);
    }

    [Fact]
    public async Task Client_KeyListStrippedOfXWing_SendsNothing()
    {
        await using var host = new EnclaveHost
        {
            OnBundle = bundle =>
            {
                Assert.True(KeyConfigList.TryParse(bundle.KeyList, out KeyConfigList? list, out _));
                return bundle with { KeyList = KeyConfigList.Create([.. list.Configs.Where(config => config.Kem is not HpkeKem.XWing)]).Encoded };
            },
        };
        Assert.Contains("binding-report-data", await Fail(host), StringComparison.Ordinal);
        Assert.Empty(host.Lengths);
    }

    [Fact]
    public async Task Client_ExpiryMovedByTheHost_SendsNothing()
    {
        await using var host = new EnclaveHost { OnBundle = bundle => bundle with { NotAfter = bundle.NotAfter + 60 } };
        Assert.Contains("binding-report-data", await Fail(host), StringComparison.Ordinal);
        Assert.Empty(host.Lengths);
    }

    [Fact]
    public async Task Client_AnswerChangedOnItsWay_IsRefused()
    {
        await using var host = new EnclaveHost { OnAnswer = answer => answer[^1] ^= 1 };
        Assert.NotEmpty(await Fail(host));
        Assert.Single(host.Opened);
    }

    private static Task<Node.Run> Run(EnclaveHost host, string suite, string planDigest) =>
        Node.RunAsync("client.mjs", [host.Url, planDigest, suite]);

    private static async Task<JsonElement> Succeed(EnclaveHost host, string suite)
    {
        Node.Run run = await Run(host, suite, PlanDigest);
        Assert.True(run.ExitCode == 0, run.Errors);
        return JsonDocument.Parse(Encoding.UTF8.GetBytes(run.Output)).RootElement;
    }

    private static async Task<string> Fail(EnclaveHost host, string? planDigest = null)
    {
        Node.Run run = await Run(host, "x25519-sha256-aes128gcm", planDigest ?? PlanDigest);
        Assert.NotEqual(0, run.ExitCode);
        return run.Errors;
    }
}
