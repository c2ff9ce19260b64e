using System.Security.Cryptography;
using System.Text.Json;
using Lamina.Attestation;
using Lamina.Attestation.Policies;
using Lamina.Attestation.Simulated;
using Lamina.Attestation.Tests.Samples;
using Lamina.Cli.CommandLine;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Bundles;
using Lamina.Testing;

namespace Lamina.Cli.Tests.Infer;

/// <summary>What <c>infer</c> must refuse: exit code 3, the failing step on standard error and in its object, and not one byte of the picture sent.</summary>
public sealed class InferRefusalTests : IDisposable
{
    private static readonly byte[] Plan = "{}"u8.ToArray();
    private static readonly byte[] Measurement = new byte[32];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What is wrong, and the first check that says so.</summary>
    public static TheoryData<string, string> Faults => new()
    {
        { "another plan", StepNames.PolicyPlan },
        { "another program", StepNames.PolicyMeasurement },
        { "debug", StepNames.Debug },
        { "simulated, and the policy names hardware", StepNames.PolicyKind },
        { "answer to another nonce", BindingSteps.Nonce },
        { "keys ended", BindingSteps.Expiry },
        { "key list of another enclave", BindingSteps.ReportData },
        { "key list cut to its first key", BindingSteps.ReportData },
        { "evidence of a real machine, of last year", StepNames.RootCrl },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Infer_EvidenceWithAFault_EndsWithThreeAtItsStepAndSendsNothing(string fault, string step)
    {
        using SimulatedTeeIssuer issuer = new(Measurement, debug: fault == "debug");
        EvidenceBundle? earlier = null;
        await using EvidenceServer other = new(issuer, Plan, bundle => bundle, TimeProvider.System);
        if (fault is "answer to another nonce" or "key list of another enclave")
        {
            earlier = await Client.LaminaClient.FetchEvidenceAsync(other.Address, RandomNumberGenerator.GetBytes(32), TestContext.Current.CancellationToken);
        }

        Func<EvidenceBundle, EvidenceBundle> change = fault switch
        {
            "answer to another nonce" => _ => earlier!,
            "key list of another enclave" => bundle => bundle with { KeyList = earlier!.KeyList },
            "key list cut to its first key" => bundle => bundle with { KeyList = bundle.KeyList[..(2 + (bundle.KeyList.Span[0] << 8) + bundle.KeyList.Span[1])] },
            "evidence of a real machine, of last year" => bundle => bundle with { Kind = EvidenceKind.Sgx, Evidence = Sample.Sgx.EvidenceBytes, Collateral = [Sample.Read(Sample.Sgx.Collateral[0])] },
            _ => bundle => bundle,
        };
        TimeProvider time = fault == "keys ended" ? new Ago(TimeSpan.FromHours(3)) : TimeProvider.System;
        await using EvidenceServer server = new(issuer, Plan, change, time);
        await File.WriteAllBytesAsync(_folder["policy.json"], PolicyWriter.Write(PolicyFor(fault)));
        string photograph = Directory.EnumerateFiles(Checkout.Path("samples", "photos"), "*.jpg").First();
        using StringWriter output = new(), talk = new();

        int code = await CommandTree.RunAsync(
            ["infer", "--json", "--server", server.Address.ToString(), "--policy", _folder["policy.json"], "--collateral-url", "none", "--collateral-cache", _folder["cache"], photograph], output, talk);

        Assert.Empty(new JsonSchemaCheck(File.ReadAllText(Checkout.Path("docs", "schema", "infer.schema.json"))).Faults(output.ToString()));
        JsonElement json = JsonDocument.Parse(output.ToString()).RootElement;
        Assert.Equal(photograph, json.GetProperty("image").GetString());
        Assert.Equal(0, json.GetProperty("predictions").GetArrayLength());
        Assert.Equal((3, "evidence-refused"), (code, json.GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal(step, json.GetProperty("verification").EnumerateArray().First(one => one.GetProperty("status").GetString() == "failed").GetProperty("name").GetString());
        Assert.Contains($"The evidence was refused at {step}: ", talk.ToString(), StringComparison.Ordinal);
        Assert.Equal("failed", json.GetProperty("steps")[0].GetProperty("status").GetString());
        Assert.Empty(server.Others);
    }

    [Fact]
    public async Task Infer_ServerThatIsNoEnclave_NamesItAndSaysWhatIsWanted()
    {
        using System.Net.Sockets.TcpListener other = new(System.Net.IPAddress.Loopback, 0);
        other.Start();
        Task answering = AnswerNotFoundAsync(other, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_folder["policy.json"], PolicyWriter.Write(PolicyFor("")));
        string photograph = Directory.EnumerateFiles(Checkout.Path("samples", "photos"), "*.jpg").First();
        using StringWriter output = new(), talk = new();

        int code = await CommandTree.RunAsync(
            ["infer", "--json", "--server", $"http://{other.LocalEndpoint}", "--policy", _folder["policy.json"], "--collateral-url", "none", "--collateral-cache", _folder["cache"], photograph], output, talk);

        await answering;
        Assert.Equal(3, code);
        Assert.Contains($"lamina: http://{other.LocalEndpoint}/: The server answered 404 to the request for evidence. A worker has no evidence to show;", talk.ToString(), StringComparison.Ordinal);
        Assert.Equal("bad-answer", JsonDocument.Parse(output.ToString()).RootElement.GetProperty("error").GetProperty("code").GetString());
    }

    private static async Task AnswerNotFoundAsync(System.Net.Sockets.TcpListener listener, CancellationToken cancellation)
    {
        using System.Net.Sockets.TcpClient client = await listener.AcceptTcpClientAsync(cancellation);
        await using System.Net.Sockets.NetworkStream stream = client.GetStream();
        byte[] request = new byte[16 << 10];
        int read = await stream.ReadAsync(request, cancellation);
        Assert.True(read > 0);
        await stream.WriteAsync("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"u8.ToArray(), cancellation);
    }

    private static Policy PolicyFor(string fault)
    {
        bool hardware = fault.Contains("hardware", StringComparison.Ordinal) || fault.Contains("real machine", StringComparison.Ordinal);
        SgxClaims real = (SgxClaims)Sample.Sgx.Verify().Claims!;
        return new Policy
        {
            Simulated = hardware ? null : new SimulatedPolicy { AllowDebug = false, Measurements = [MeasuredValue.Exactly(fault == "another program" ? [.. Enumerable.Repeat((byte)1, 32)] : Measurement)] },
            Sgx = !hardware ? null : new SgxPolicy
            {
                AllowDebug = false,
                Measurements = [new SgxBuild(real.MrEnclave)],
                Tcb = new TcbRequirement { Statuses = [new Tolerated("UpToDate", null)], Advisories = [], MinEvaluationNumber = 1 },
            },
            Plan = new PlanDigests([SHA256.HashData(fault == "another plan" ? [] : Plan)]),
            Freshness = new FreshEvidence(),
            HpkeSuites = [HpkeSuiteName.Default],
            Revocation = RevocationMode.Required,
        };
    }

    /// <summary>An enclave whose keys were made in the past.</summary>
    private sealed class Ago(TimeSpan time) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - time;
    }
}
