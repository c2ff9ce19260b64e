using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using Lamina.Attestation;
using Lamina.Attestation.Policies;
using Lamina.Attestation.Simulated;
using Lamina.Attestation.Tests.Samples;
using Lamina.Cli.CommandLine;
using Lamina.Cli.Infer;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Bundles;
using Lamina.Testing;

namespace Lamina.Cli.Tests.Infer;

/// <summary>
/// <c>infer</c> before a host that shows published evidence of real machines, at the day it was valid on. None of it was made for this client's nonce and keys,
/// so the best of it must be refused for just that, and the rest at what is wrong with the machine.
/// </summary>
public sealed class InferRealEvidenceTests : IDisposable
{
    private static readonly byte[] Plan = "{}"u8.ToArray();

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What is shown, and everything that must fail of it, in order.</summary>
    public static TheoryData<string, string[]> Shown => new()
    {
        { "a right SGX machine's", [BindingSteps.ReportData] },
        { "a right TDX machine's", [BindingSteps.ReportData] },
        { "a right SEV-SNP machine's", [BindingSteps.ReportData] },
        { "another SGX program's", [StepNames.PolicyMeasurement, BindingSteps.ReportData] },
        { "an SGX machine's that is not up to date", [StepNames.PolicyTcbStatus, BindingSteps.ReportData] },
        { "a TDX machine's that is older than any that Intel lists", [StepNames.TcbLevel, BindingSteps.ReportData] },
        { "a SEV-SNP machine's that can be debugged", [StepNames.Debug, BindingSteps.ReportData] },
        { "a SEV-SNP machine's without a revocation list", [StepNames.SnpCrl, BindingSteps.ReportData] },
        { "a SEV-SNP machine's with the list of another product", [StepNames.SnpCrl, BindingSteps.ReportData] },
        { "a TDX machine's under a policy for SEV-SNP", [StepNames.PolicyKind, BindingSteps.ReportData] },
    };

    [Theory]
    [MemberData(nameof(Shown))]
    public async Task Infer_RealEvidence_EndsWithThreeAtWhatIsWrongWithIt(string shown, string[] steps)
    {
        Policy sgx = PolicyOf(Sample.Sgx), snp = PolicyOf(Sample.Snp);
        (Sample sample, Policy policy) = shown switch
        {
            "a right SGX machine's" => (Sample.Sgx, sgx),
            "a right TDX machine's" => (Sample.Tdx, PolicyOf(Sample.Tdx)),
            "a right SEV-SNP machine's" => (Sample.Snp, snp),
            "another SGX program's" => (Sample.Sgx, sgx with { Sgx = sgx.Sgx! with { Measurements = [new SgxBuild(new byte[32])] } }),
            "an SGX machine's that is not up to date" => (Sample.Sgx, sgx with { Sgx = sgx.Sgx! with { Tcb = sgx.Sgx.Tcb with { Statuses = [new Tolerated("UpToDate", null)] } } }),
            "a TDX machine's that is older than any that Intel lists" => (Sample.TdxOutdated, PolicyOf(Sample.TdxV5)),
            "a SEV-SNP machine's that can be debugged" => (Sample.SnpDebug with { Collateral = [.. Sample.SnpDebug.Collateral, "snp/crl/milan.pem"] }, snp with { SevSnp = Naming(snp.SevSnp!, (SnpClaims)Sample.SnpDebug.Verify().Claims!) }),
            "a SEV-SNP machine's without a revocation list" => (Sample.Snp with { Collateral = [.. Sample.Snp.Collateral.Where(file => !file.Contains("crl", StringComparison.Ordinal))] }, snp),
            "a SEV-SNP machine's with the list of another product" => (Sample.Snp with { Collateral = [.. Sample.Snp.Collateral.Select(file => file.Replace("crl/milan", "crl/genoa", StringComparison.Ordinal))] }, snp),
            "a TDX machine's under a policy for SEV-SNP" => (Sample.Tdx, snp),
            _ => throw new ArgumentOutOfRangeException(nameof(shown)),
        };

        string[] failed = await RefusedAsync(sample, policy);

        // Beside these a machine may differ from the policy in more than what the case is about.
        Assert.Equal(steps[0], failed[0]);
        Assert.Equal(steps, failed.Where(steps.Contains));
        if (steps.Length == 1)
        {
            Assert.Single(failed);
        }
    }

    [Fact]
    public async Task Infer_TheOlderOfTwoRealDocuments_IsRefusedAsRolledBackToo()
    {
        // Intel issued this platform's TCB info twice; both are valid on this day, and this client saw the newer one.
        const string day = "2026-02-20T00:00:00Z", newer = "dcap/tdx_quote_outdated_collateral.json";
        using StringWriter talk = new();
        int seen = await CommandTree.RunAsync(
            ["attest", "verify", Vector("tdx/quote_v5_sample.dat"), "--at", day, "--collateral", Vector(newer), "--collateral-cache", _folder["cache"], "--collateral-url", "none"], TextWriter.Null, talk);
        Assert.True(seen == 0, talk.ToString());
        Dictionary<string, string> rest = JsonSerializer.Deserialize<Dictionary<string, string>>(Sample.Read(newer))!;
        rest.Remove("tcb_info");
        rest.Remove("tcb_info_signature");
        Sample sample = Sample.TdxV5Alone with { At = day };

        string[] failed = await RefusedAsync(sample, PolicyOf(Sample.TdxV5), JsonSerializer.SerializeToUtf8Bytes(rest));

        Assert.Equal([BindingSteps.ReportData, StepNames.CollateralRollback], failed);
    }

    /// <summary>Runs the command on what the server shows.</summary>
    /// <returns>The steps that failed.</returns>
    private async Task<string[]> RefusedAsync(Sample sample, Policy policy, params byte[][] more)
    {
        At time = new(sample.Clock);
        using SimulatedTeeIssuer issuer = new(new byte[32]);
        EvidenceBundle Show(EvidenceBundle own) => own with { Kind = KindOf(sample), Evidence = sample.EvidenceBytes, Collateral = [.. sample.Collateral.Select(file => (ReadOnlyMemory<byte>)Sample.Read(file)), .. more.Select(document => (ReadOnlyMemory<byte>)document)] };
        await using EvidenceServer server = new(issuer, Plan, Show, time);
        await File.WriteAllBytesAsync(_folder["policy.json"], PolicyWriter.Write(policy));
        using StringWriter output = new(), talk = new();
        InferCommand command = new(options => options with { Time = time });
        string[] words = ["--json", "--server", server.Address.ToString(), "--policy", _folder["policy.json"], "--collateral-url", "none", "--collateral-cache", _folder["cache"], Checkout.Path("samples", "photos", "cat.jpg")];

        int code = await command.Parse(words).InvokeAsync(new InvocationConfiguration { Output = output, Error = talk, EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);

        Assert.True(code == 3, output.ToString() + talk);
        Assert.Empty(server.Others);
        string[] failed = [.. JsonDocument.Parse(output.ToString()).RootElement.GetProperty("verification").EnumerateArray()
            .Where(step => step.GetProperty("status").GetString() == "failed").Select(step => step.GetProperty("name").GetString()!)];
        Assert.Contains($"The evidence was refused at {failed[0]}: ", talk.ToString(), StringComparison.Ordinal);
        return failed;
    }

    /// <summary>What <c>attest policy</c> would have written of the machine on that day.</summary>
    private static Policy PolicyOf(Sample sample) => PolicyWriter.FromEvidence(sample.Verify(), [SHA256.HashData(Plan)], sample.Clock);

    /// <summary>The same demands of another machine.</summary>
    private static SnpPolicy Naming(SnpPolicy policy, SnpClaims machine) => policy with
    {
        Measurements = [new SnpMeasurement(MeasuredValue.Exactly(machine.Measurement.Span), MeasuredValue.Exactly(machine.HostData.Span), MeasuredValue.Exactly(machine.IdKeyDigest.Span))],
        MinimumTcb = [machine.Tcb!],
    };

    private static EvidenceKind KindOf(Sample sample) => sample.Verify().Kind!.Value;

    private static string Vector(string file) => Tier.Shared(["vectors", "attestation", .. file.Split('/')]);

    /// <summary>The system's clock, moved to a day.</summary>
    private sealed class At(DateTimeOffset day) : TimeProvider
    {
        private readonly TimeSpan _off = day - System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _off;
    }
}
