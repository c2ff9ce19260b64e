using Lamina.Attestation.Policies;
using Lamina.Attestation.Tests.Forged;
using Lamina.Attestation.Tests.Samples;

namespace Lamina.Attestation.Tests.Policies;

/// <summary>A policy written from evidence accepts that evidence; each thing it demands refuses on its own.</summary>
public sealed class HardwarePolicyTests
{
    private static readonly byte[] Plan = new byte[32];

    public static TheoryData<string, string> Alterations => new()
    {
        { "sgx measurement", StepNames.PolicyMeasurement },
        { "sgx status", StepNames.PolicyTcbStatus },
        { "sgx advisory", StepNames.PolicyAdvisories },
        { "sgx number", StepNames.PolicyEvaluationNumber },
        { "sgx kind", StepNames.PolicyKind },
        { "sgx signer of a newer version", StepNames.PolicyMeasurement },
        { "sgx signer of another product", StepNames.PolicyMeasurement },
        { "tdx rtmr", StepNames.PolicyMeasurement },
        { "tdx mrtd", StepNames.PolicyMeasurement },
        { "snp measurement", StepNames.PolicyMeasurement },
        { "snp host data", StepNames.PolicyMeasurement },
        { "snp minimum", StepNames.PolicyMinimumTcb },
        { "snp product", StepNames.PolicyMinimumTcb },
        { "snp level", StepNames.PolicyVmpl },
        { "snp key", StepNames.PolicySigningKey },
        { "snp permission", StepNames.PolicyGuestPolicy },
        { "snp protection", StepNames.PolicyGuestPolicy },
    };

    [Fact]
    public void FromEvidence_RealSamples_AcceptWhatTheyWereWrittenFrom()
    {
        foreach (Sample sample in new[] { Sample.Sgx, Sample.Tdx, Sample.TdxV5, Sample.Snp })
        {
            VerificationResult genuine = sample.Verify();
            byte[] file = PolicyWriter.Write(PolicyWriter.FromEvidence(genuine, [Plan], sample.Clock));
            Assert.DoesNotContain("\"any\"", System.Text.Encoding.UTF8.GetString(file), StringComparison.Ordinal);
            Assert.True(PolicyReader.TryRead(file, out Policy? policy, out IReadOnlyList<string> faults), string.Join('\n', faults));
            VerificationResult result = EvidenceVerifier.Verify(sample.EvidenceBytes, sample.CollateralSet, sample.Clock, policy, genuine.ReportData);
            Assert.True(result.Outcome == VerificationOutcome.Accepted, Sample.Told(result));
        }
    }

    [Fact]
    public void FromEvidence_WeaknessesTolerated_ExpireAfterThirtyDays()
    {
        Policy policy = PolicyWriter.FromEvidence(Sample.Sgx.Verify(), [Plan], Sample.Sgx.Clock.AddDays(-31));
        VerificationResult result = EvidenceVerifier.Verify(Sample.Sgx.EvidenceBytes, Sample.Sgx.CollateralSet, Sample.Sgx.Clock, policy);
        Assert.Equal([StepNames.PolicyTcbStatus, StepNames.PolicyAdvisories], Failed(result));
    }

    [Theory]
    [MemberData(nameof(Alterations))]
    public void Verify_PolicyDemandsOtherwise_IsRefusedAtItsOwnStep(string alteration, string step)
    {
        Func<Policy?, VerificationResult> verify = alteration[..3] switch { "sgx" => OldSgx, "tdx" => new ForgedQuote(true, true).Verify, _ => new ForgedReport().Verify };
        Policy policy = PolicyWriter.FromEvidence(verify(null), [Plan], ForgedPki.Now);
        Assert.Equal(VerificationOutcome.Accepted, verify(policy).Outcome);
        Assert.Equal([step], Failed(verify(Altered(policy, alteration))));
    }

    [Fact]
    public void Verify_DebugAllowedInWriting_IsAccepted()
    {
        var report = new ForgedReport();
        Policy policy = PolicyWriter.FromEvidence(report.Verify(), [Plan], ForgedPki.Now);
        report.Bytes[10] |= 0x08;
        Assert.Equal([StepNames.Debug], Failed(report.Verify(policy)));
        Assert.Equal(VerificationOutcome.Accepted, report.Verify(policy with { SevSnp = policy.SevSnp! with { AllowDebug = true } }).Outcome);
    }

    [Fact]
    public void Verify_ServiceDomainNamed_IsAccepted()
    {
        var quote = new ForgedQuote(true, v15: true);
        Policy policy = PolicyWriter.FromEvidence(quote.Verify(), [Plan], ForgedPki.Now);
        quote.Body[600] = 7;
        Assert.Equal([StepNames.PolicyMeasurement, StepNames.ServiceTd], Failed(quote.Verify(policy)));
        byte[] service = new byte[48];
        service[0] = 7;
        TdxMeasurement named = policy.Tdx!.Measurements[0] with { ServiceTd = MeasuredValue.Exactly(service) };
        Assert.Equal(VerificationOutcome.Accepted, quote.Verify(policy with { Tdx = policy.Tdx with { Measurements = [named] } }).Outcome);
    }

    [Fact]
    public void Verify_TwoMeasurementsListed_EitherIsAccepted()
    {
        var quote = new ForgedQuote(false);
        Policy policy = PolicyWriter.FromEvidence(quote.Verify(), [Plan], ForgedPki.Now);
        Policy rolling = policy with { Sgx = policy.Sgx! with { Measurements = [new SgxBuild(new byte[32]), .. policy.Sgx.Measurements] } };
        Assert.Equal(VerificationOutcome.Accepted, quote.Verify(rolling).Outcome);
    }

    [Fact]
    public void Verify_PolicyRequiresRevocation_TheCallerCannotWaiveIt()
    {
        var report = new ForgedReport();
        Policy policy = PolicyWriter.FromEvidence(report.Verify(), [Plan], ForgedPki.Now);
        report.List = [];
        report.Revocation = RevocationMode.None;
        Assert.Equal(VerificationOutcome.Genuine, report.Verify().Outcome);
        Assert.Equal([StepNames.SnpCrl], Failed(report.Verify(policy)));
        Assert.Equal(VerificationOutcome.Accepted, report.Verify(policy with { Revocation = RevocationMode.None }).Outcome);
    }

    [Fact]
    public void Verify_CodeNotMeasured_SaysSo()
    {
        var report = new ForgedReport();
        Policy policy = PolicyWriter.FromEvidence(report.Verify(), [Plan], ForgedPki.Now);
        VerificationResult result = report.Verify(policy with { SevSnp = policy.SevSnp! with { Code = CodeCoverage.NotMeasured } });
        Assert.Equal(StepStatus.NotChecked, result.Steps.Single(step => step.Name == StepNames.PolicyCode).Status);
        Assert.Equal(VerificationOutcome.Accepted, result.Outcome);
    }

    private static VerificationResult OldSgx(Policy? policy)
    {
        var quote = new ForgedQuote(false);
        quote.CpuSvn[3] = 4; // OutOfDate, INTEL-SA-00001
        quote.Body[256] = 9;
        quote.Body[258] = 5;
        return quote.Verify(policy);
    }

    private static Policy Altered(Policy policy, string alteration) => alteration switch
    {
        "sgx measurement" => policy with { Sgx = policy.Sgx! with { Measurements = [new SgxBuild(new byte[32])] } },
        "sgx status" => policy with { Sgx = policy.Sgx! with { Tcb = policy.Sgx.Tcb with { Statuses = [new Tolerated("UpToDate", null)] } } },
        "sgx advisory" => policy with { Sgx = policy.Sgx! with { Tcb = policy.Sgx.Tcb with { Advisories = [] } } },
        "sgx number" => policy with { Sgx = policy.Sgx! with { Tcb = policy.Sgx.Tcb with { MinEvaluationNumber = 21 } } },
        "sgx kind" => policy with { Sgx = null, Tdx = Policy("tdx").Tdx },
        "sgx signer of a newer version" => policy with { Sgx = policy.Sgx! with { Measurements = [new SgxSigner(Enumerable.Repeat((byte)0xCC, 32).ToArray(), 9, 6)] } },
        "sgx signer of another product" => policy with { Sgx = policy.Sgx! with { Measurements = [new SgxSigner(Enumerable.Repeat((byte)0xCC, 32).ToArray(), 8, 5)] } },
        "tdx rtmr" => policy with { Tdx = policy.Tdx! with { Measurements = [policy.Tdx.Measurements[0] with { Rtmr2 = MeasuredValue.Exactly(Ones48) }] } },
        "tdx mrtd" => policy with { Tdx = policy.Tdx! with { Measurements = [policy.Tdx.Measurements[0] with { MrTd = MeasuredValue.Exactly(Ones48) }] } },
        "snp measurement" => policy with { SevSnp = policy.SevSnp! with { Measurements = [policy.SevSnp.Measurements[0] with { Measurement = MeasuredValue.Exactly(Ones48) }] } },
        "snp host data" => policy with { SevSnp = policy.SevSnp! with { Measurements = [policy.SevSnp.Measurements[0] with { HostData = MeasuredValue.Exactly(Ones48.AsSpan(0, 32)) }] } },
        "snp minimum" => policy with { SevSnp = policy.SevSnp! with { MinimumTcb = [policy.SevSnp.MinimumTcb[0] with { Microcode = 116 }] } },
        "snp product" => policy with { SevSnp = policy.SevSnp! with { MinimumTcb = [policy.SevSnp.MinimumTcb[0] with { Product = "Genoa" }] } },
        "snp level" => policy with { SevSnp = policy.SevSnp! with { MaxVmpl = -1 } },
        "snp key" => policy with { SevSnp = policy.SevSnp! with { SigningKeys = [SnpSigningKey.Vlek] } },
        "snp permission" => policy with { SevSnp = policy.SevSnp! with { AllowedPermissions = [] } },
        "snp protection" => policy with { SevSnp = policy.SevSnp! with { RequiredProtections = ["ciphertext-hiding"] } },
        _ => throw new ArgumentOutOfRangeException(nameof(alteration)),
    };

    private static byte[] Ones48 => [.. Enumerable.Repeat((byte)1, 48)];

    private static Policy Policy(string kind) => PolicyWriter.FromEvidence(new ForgedQuote(kind == "tdx").Verify(), [Plan], ForgedPki.Now);

    private static string[] Failed(VerificationResult result) => [.. result.Steps.Where(step => step.Status == StepStatus.Failed).Select(step => step.Name)];
}
