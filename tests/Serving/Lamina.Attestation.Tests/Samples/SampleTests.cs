using Lamina.Attestation.Collateral;

namespace Lamina.Attestation.Tests.Samples;

/// <summary>Every published sample gives the outcome that an independent checker found.</summary>
public sealed class SampleTests
{
    [Fact]
    public void Sgx_InItsWindow_IsGenuine()
    {
        VerificationResult result = Sample.Sgx.Verify();
        Genuine(result, EvidenceKind.Sgx, "ConfigurationAndSWHardeningNeeded", "INTEL-SA-00289", "INTEL-SA-00615");
        Assert.StartsWith("Hello, world!", System.Text.Encoding.ASCII.GetString(result.ReportData.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Tdx_InItsWindow_IsGenuine() => Genuine(Sample.Tdx.Verify(), EvidenceKind.Tdx, "UpToDate");

    [Fact]
    public void TdxV5_InItsWindow_IsGenuine() => Genuine(Sample.TdxV5.Verify(), EvidenceKind.Tdx, "UpToDate");

    [Fact]
    public void TdxV5_OtherResponseForTheSamePlatform_IsAmbiguous()
    {
        Sample both = Sample.TdxV5 with { Collateral = [.. Sample.TdxV5.Collateral, .. Sample.TdxV5Alone.Collateral], At = "2026-02-20T00:00:00Z" };
        Refused(both.Verify(), StepNames.CollateralUnambiguous);
    }

    [Fact]
    public void TdxV5_ResponseAlone_LacksIdentityAndLists()
    {
        VerificationResult result = Sample.TdxV5Alone.Verify();
        Assert.Equal([StepNames.RootCrl, StepNames.PckCrl, StepNames.QeIdentityPresent], Failed(result));
        Assert.Contains(result.Steps, step => step is { Name: StepNames.TcbInfoSignature, Status: StepStatus.Passed });
    }

    [Fact]
    public void TdxOutdated_InItsWindow_MatchesNoLevel() => Refused(Sample.TdxOutdated.Verify(), StepNames.TcbLevel);

    [Fact]
    public void TdxProduction_InItsWindow_MatchesNoLevel()
    {
        VerificationResult result = Sample.TdxProduction.Verify();
        Assert.Equal(StepNames.TcbLevel, result.FirstFailure?.Name);
        Assert.All(result.Steps.TakeWhile(step => step.Name != StepNames.TcbLevel), step => Assert.Equal(StepStatus.Passed, step.Status));
    }

    [Fact]
    public void Cos_WithoutCollateral_HasGoodSignaturesAndIsRefused()
    {
        VerificationResult result = Sample.Cos.Verify();
        Assert.Contains(result.Steps, step => step is { Name: StepNames.QuoteSignature, Status: StepStatus.Passed });
        Assert.Contains(result.Steps, step => step is { Name: StepNames.PckChain, Status: StepStatus.Passed });
        Assert.Equal([StepNames.RootCrl, StepNames.PckCrl, StepNames.TcbInfoPresent, StepNames.QeIdentityPresent], Failed(result));
    }

    [Theory]
    [InlineData("2025-12-15T00:00:00Z", RevocationMode.None, false)]
    [InlineData("2025-12-15T00:00:00Z", null, true)]
    public void SnpDebug_IsRefusedForDebugAlone(string at, RevocationMode? revocation, bool list)
    {
        Sample sample = Sample.SnpDebug with { At = at, Revocation = revocation };
        if (list) sample = sample with { Collateral = [.. sample.Collateral, "snp/crl/milan.pem"] };
        Refused(sample.Verify(), StepNames.Debug);
    }

    [Fact]
    public void Snp_WithItsList_IsGenuine() => Genuine(Sample.Snp.Verify(), EvidenceKind.SevSnp, null);

    [Fact]
    public void Snp_RevocationNone_SaysSo()
    {
        VerificationResult result = (Sample.Snp with { Collateral = ["snp/vcek_milan.der"], Revocation = RevocationMode.None }).Verify();
        Assert.Equal(VerificationOutcome.Genuine, result.Outcome);
        Assert.Equal(StepStatus.NotChecked, result.Steps.Single(step => step.Name == StepNames.SnpCrl).Status);
        Assert.Equal(StepStatus.NotChecked, result.Steps.Single(step => step.Name == StepNames.SnpRevocation).Status);
    }

    [Fact]
    public void Snp_WithoutList_IsRefused() => Refused((Sample.Snp with { Collateral = ["snp/vcek_milan.der", "snp/cert_chain_milan"] }).Verify(), StepNames.SnpCrl);

    [Fact]
    public void Snp_ListOfAnotherProduct_IsRefusedAndNamed()
    {
        VerificationResult result = (Sample.Snp with { Collateral = ["snp/vcek_milan.der", "snp/crl/genoa.pem"] }).Verify();
        Refused(result, StepNames.SnpCrl);
        Assert.Contains("genoa.pem", result.Steps.Single(step => step.Name == StepNames.CollateralUnambiguous).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sgx", "2025-06-19T10:56:10Z", StepNames.TcbInfoDates)]
    [InlineData("sgx", "2025-07-19T10:01:18Z", StepNames.QeIdentityDates)]
    [InlineData("tdx", "2025-06-19T10:16:02Z", StepNames.TcbInfoDates)]
    [InlineData("tdx", "2025-07-19T10:32:27Z", StepNames.TcbInfoDates)]
    [InlineData("tdx-v5", "2026-02-18T10:58:50Z", StepNames.TcbInfoDates)]
    [InlineData("tdx-v5", "2026-03-20T10:42:15Z", StepNames.QeIdentityDates)]
    [InlineData("snp", "2025-05-06T12:39:05Z", StepNames.SnpCrl)]
    [InlineData("snp", "2026-05-12T00:00:00Z", StepNames.SnpCrl)]
    [InlineData("snp-none", "2023-04-03T19:23:42Z", StepNames.SnpChain)]
    [InlineData("snp-none", "2030-04-03T19:23:44Z", StepNames.SnpChain)]
    public void Sample_ClockOutsideItsWindow_IsRefused(string name, string at, string step)
    {
        Sample sample = name switch
        {
            "sgx" => Sample.Sgx,
            "tdx" => Sample.Tdx,
            "tdx-v5" => Sample.TdxV5,
            "snp" => Sample.Snp,
            _ => Sample.Snp with { Revocation = RevocationMode.None },
        };
        VerificationResult result = (sample with { At = at }).Verify();
        Assert.True(Failed(result).Contains(step), Sample.Told(result));
        Assert.Equal(VerificationOutcome.Refused, result.Outcome);
    }

    [Fact]
    public void Sample_LastSecondOfItsWindow_IsGenuine()
    {
        Assert.Equal(VerificationOutcome.Genuine, (Sample.Sgx with { At = "2025-06-19T10:56:11Z" }).Verify().Outcome);
        Assert.Equal(VerificationOutcome.Genuine, (Sample.Sgx with { At = "2025-07-19T10:01:17Z" }).Verify().Outcome);
        Assert.Equal(VerificationOutcome.Genuine, (Sample.Snp with { At = "2026-05-11T23:59:59Z" }).Verify().Outcome);
    }

    [Fact]
    public void Collateral_OneBundleWithTextAround_IsRead()
    {
        string bundle = string.Join("\nnote\n", new[] { "snp/cert_chain_milan", "snp/crl/milan.pem" }.Select(file => System.Text.Encoding.ASCII.GetString(Sample.Read(file))));
        bundle = "VCEK of the machine:\n" + new string(System.Security.Cryptography.PemEncoding.Write("CERTIFICATE", Sample.Read("snp/vcek_milan.der"))) + "\n" + bundle;
        var set = new CollateralSet([new CollateralFile("bundle.pem", System.Text.Encoding.ASCII.GetBytes(bundle))]);
        Assert.Equal(VerificationOutcome.Genuine, Sample.Snp.Verify(collateral: set).Outcome);
    }

    [Fact]
    public void Collateral_SgxQuoteWithTdxCollateral_IsRefused()
    {
        VerificationResult result = (Sample.Sgx with { Collateral = Sample.Tdx.Collateral }).Verify();
        Assert.Equal([StepNames.PckCrl, StepNames.TcbInfoPlatform, StepNames.QeIdentityKind], Failed(result));
    }

    private static void Genuine(VerificationResult result, EvidenceKind kind, string? status, params string[] advisories)
    {
        Assert.True(result.Outcome == VerificationOutcome.Genuine, Sample.Told(result));
        Assert.Equal(kind, result.Kind);
        Assert.Equal(status, result.TcbStatus);
        Assert.Equal(advisories, result.Advisories);
        Assert.All(result.Steps.Where(step => step.Name != StepNames.ReportData), step => Assert.Equal(StepStatus.Passed, step.Status));
    }

    private static void Refused(VerificationResult result, string step)
    {
        Assert.True(Failed(result) is [string only] && only == step, Sample.Told(result));
        Assert.Equal(VerificationOutcome.Refused, result.Outcome);
    }

    private static string[] Failed(VerificationResult result) => [.. result.Steps.Where(step => step.Status == StepStatus.Failed).Select(step => step.Name)];
}
