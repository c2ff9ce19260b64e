using Lamina.Attestation;
using Lamina.Attestation.Issuing;
using Lamina.Enclave.Hosting;
using Lamina.Shared.Serve;
using Lamina.Testing;

namespace Lamina.Enclave.Tests.Hardware;

/// <summary><c>--tee</c>, and what the host may say to an enclave on hardware.</summary>
public sealed class TeeChoiceTests
{
    private static readonly PlatformDetector Nothing = new(new PlatformFiles(), "/nonexistent/attestation", "/nonexistent/tsm");

    public static TheoryData<string> Settings => [.. new EnclaveSettings("test").Table.Settings.Select(setting => setting.Name)];

    [Theory]
    [InlineData(EvidenceKind.Sgx)]
    [InlineData(EvidenceKind.Tdx)]
    [InlineData(EvidenceKind.SevSnp)]
    public void Open_AutoOrItsName_FindsTheHardware(EvidenceKind kind)
    {
        using ForgedMachine machine = new(kind);
        foreach (string tee in new[] { "auto", kind.ToName() })
        {
            IEvidenceIssuer issuer = TeeChoice.Open(tee, machine.Detector, out string found);
            Assert.Equal(kind, issuer.Kind);
            Assert.StartsWith(kind.ToName(), found, StringComparison.Ordinal);
            (issuer as IDisposable)?.Dispose();
        }
    }

    [Theory]
    [InlineData(EvidenceKind.Sgx, "tdx", "wanted tdx, but this machine has sgx")]
    [InlineData(EvidenceKind.Tdx, "sev-snp", "wanted sev-snp, but this machine has tdx")]
    public void Open_OtherHardware_IsAnErrorThatNamesBoth(EvidenceKind kind, string tee, string sentence)
    {
        using ForgedMachine machine = new(kind);
        EnclaveStartException refused = Assert.Throws<EnclaveStartException>(() => TeeChoice.Open(tee, machine.Detector, out _));
        Assert.Equal((1, sentence), (refused.ExitCode, refused.Message));
    }

    [Fact]
    public void Open_NothingThere_NamesTheSimulatedTeeForAutoOnly()
    {
        Assert.Contains("--tee simulated", Assert.Throws<EnclaveStartException>(() => TeeChoice.Open("auto", Nothing, out _)).Message, StringComparison.Ordinal);
        Assert.DoesNotContain("simulated", Assert.Throws<EnclaveStartException>(() => TeeChoice.Open("sgx", Nothing, out _)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Setting_UnderRealTee_IsDecided(string name) =>
        Assert.True(
            RealTeeRules.FromOutside.Contains(name) ^ RealTeeRules.Limits(new EnclaveOptions { PlanFolder = "" }).Any(limit => limit.Name == name),
            $"--{name} is neither an address, a credential or a place nor a limit: RealTeeRules refuses it under hardware. Decide where it belongs.");

    [Theory]
    [InlineData("--max-concurrent", "64", null)]
    [InlineData("--max-concurrent", "65", "--max-concurrent can be lowered from 64 and not raised")]
    [InlineData("--key-lifetime", "30", null)]
    [InlineData("--key-lifetime", "61", "--key-lifetime can be lowered from 60 and not raised")]
    [InlineData("--worker-deadline", "31", "--worker-deadline can be lowered from 30 and not raised")]
    [InlineData("--accept-verdict", "unjudged", null)]
    public async Task Run_OptionUnderRealTee_IsRefusedWhereItCouldWeaken(string option, string value, string? refusal)
    {
        using ForgedMachine machine = new(EvidenceKind.Tdx);
        using TempFolder empty = new();
        using StringWriter talk = new();
        string[] command = ["--plan", empty.Path, "--worker", "127.0.0.1:1", "--listen", "127.0.0.1:0", option, value];

        int code = await EnclaveProgram.RunAsync(command, TextWriter.Null, talk, machine.Detector);

        // There is no plan in the folder: whoever gets past the options ends there.
        Assert.Equal(refusal is null ? 5 : 2, code);
        Assert.Contains(refusal ?? "plan.json", talk.ToString(), StringComparison.Ordinal);
        Assert.Equal(5, await EnclaveProgram.RunAsync([.. command, "--tee", "simulated"], TextWriter.Null, talk, machine.Detector));
    }

    [Fact]
    public async Task Run_NothingThere_EndsWithOne()
    {
        using TempFolder empty = new();
        using StringWriter talk = new();
        Assert.Equal(1, await EnclaveProgram.RunAsync(["--plan", empty.Path, "--worker", "127.0.0.1:1"], TextWriter.Null, talk, Nothing));
        Assert.Contains("--tee simulated", talk.ToString(), StringComparison.Ordinal);
    }
}
