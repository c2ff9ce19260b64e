using System.Text;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.Policies;
using Lamina.Attestation.Simulated;
using Lamina.Attestation.Tests.Policies;

namespace Lamina.Attestation.Tests.Simulated;

public sealed class SimulatedEvidenceTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly byte[] ReportData = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];
    private static readonly byte[] Measurement = [.. Enumerable.Repeat((byte)0x11, 32)];

    private readonly SimulatedTeeIssuer _issuer = new(Measurement);

    public void Dispose() => _issuer.Dispose();

    [Fact]
    public async Task Verify_WhatTheIssuerMade_IsGenuineAndSaysThatItIsSimulated()
    {
        VerificationResult result = EvidenceVerifier.Verify(await Evidence(), CollateralSet.Empty, Now, expectedReportData: ReportData);
        Assert.Equal(VerificationOutcome.Genuine, result.Outcome);
        Assert.All(result.Steps, step => Assert.Equal(StepStatus.Passed, step.Status));
        Assert.Equal(ReportData, result.ReportData.ToArray());
        Assert.Contains(SimulatedTee.Warning, result.ToString(), StringComparison.Ordinal);
        Assert.Contains(result.Steps, step => step.Detail == SimulatedTee.Warning);
        Assert.Contains(result.Claims!.Describe(), claim => claim.Value == SimulatedTee.Warning);
    }

    [Fact]
    public async Task Issue_Evidence_CarriesTheWarningInItsBytes() =>
        Assert.Contains(SimulatedTee.Warning, Encoding.Latin1.GetString((await Evidence()).Span), StringComparison.Ordinal);

    [Fact]
    public async Task Verify_AnyBitOfAnyByteFlipped_IsRefused()
    {
        byte[] evidence = (await Evidence()).ToArray();
        HashSet<string> reasons = [];
        for (int i = 0; i < evidence.Length; i++)
        {
            evidence[i] ^= (byte)(1 << (i % 8));
            VerificationResult result = EvidenceVerifier.Verify(evidence, CollateralSet.Empty, Now);
            Assert.Equal(VerificationOutcome.Refused, result.Outcome);
            reasons.Add(result.FirstFailure!.Name);
            evidence[i] ^= (byte)(1 << (i % 8));
        }

        Assert.Equal([StepNames.EvidenceKind, StepNames.SimulatedRoot, StepNames.SimulatedSignature, StepNames.WellFormed], reasons.Order());
    }

    [Fact]
    public async Task Verify_TruncatedAtEveryByteOrPadded_IsRefused()
    {
        ReadOnlyMemory<byte> evidence = await Evidence();
        for (int length = 0; length < evidence.Length; length++)
        {
            Assert.Equal(VerificationOutcome.Refused, EvidenceVerifier.Verify(evidence[..length], CollateralSet.Empty, Now).Outcome);
        }

        Assert.Equal(VerificationOutcome.Refused, EvidenceVerifier.Verify(new byte[] { 0 }.Concat(evidence.ToArray()).ToArray(), CollateralSet.Empty, Now).Outcome);
        Assert.Equal(VerificationOutcome.Refused, EvidenceVerifier.Verify(evidence.ToArray().Append((byte)0).ToArray(), CollateralSet.Empty, Now).Outcome);
    }

    [Fact]
    public async Task Verify_HexAndBase64Text_IsRead()
    {
        byte[] evidence = (await Evidence()).ToArray();
        foreach (string text in new[] { Convert.ToHexString(evidence), "0x" + Convert.ToHexStringLower(evidence) + "\n", Convert.ToBase64String(evidence, Base64FormattingOptions.InsertLineBreaks) })
        {
            Assert.Equal(VerificationOutcome.Genuine, EvidenceVerifier.Verify(Encoding.ASCII.GetBytes(text), CollateralSet.Empty, Now).Outcome);
        }
    }

    [Fact]
    public async Task Verify_ReportDataOfAnother_IsRefused()
    {
        VerificationResult result = EvidenceVerifier.Verify(await Evidence(), CollateralSet.Empty, Now, expectedReportData: new byte[64]);
        Assert.Equal(StepNames.ReportData, result.FirstFailure?.Name);
        Assert.Throws<ArgumentException>(() => EvidenceVerifier.Verify(default, CollateralSet.Empty, Now, expectedReportData: new byte[63]));
    }

    [Fact]
    public async Task Verify_PolicyNamesSimulated_IsAccepted()
    {
        VerificationResult result = EvidenceVerifier.Verify(await Evidence(), CollateralSet.Empty, Now, Read(PolicyText.Simulated), ReportData);
        Assert.Equal(VerificationOutcome.Accepted, result.Outcome);
        Assert.Equal(StepStatus.NotChecked, Assert.Single(result.Steps, step => step.Name == StepNames.PolicyCode).Status);
    }

    [Fact]
    public async Task Verify_PolicyNamesOnlyHardware_IsRefused()
    {
        VerificationResult result = EvidenceVerifier.Verify(await Evidence(), CollateralSet.Empty, Now, Read(PolicyText.Hardware), ReportData);
        Assert.Equal(StepNames.PolicyKind, result.FirstFailure?.Name);
        Assert.Equal(VerificationOutcome.Refused, result.Outcome);
    }

    [Fact]
    public async Task Verify_Debug_IsRefusedUnlessThePolicyAllowsIt()
    {
        using var debug = new SimulatedTeeIssuer(Measurement, debug: true);
        ReadOnlyMemory<byte> evidence = (await debug.IssueAsync(ReportData, TestContext.Current.CancellationToken)).Evidence;
        Assert.Equal(StepNames.Debug, EvidenceVerifier.Verify(evidence, CollateralSet.Empty, Now).FirstFailure?.Name);
        Assert.Equal(StepNames.Debug, EvidenceVerifier.Verify(evidence, CollateralSet.Empty, Now, Read(PolicyText.Simulated)).FirstFailure?.Name);
        Policy allowing = Read(PolicyText.Simulated.Replace("\"refused\"", "\"allowed\""));
        Assert.Equal(VerificationOutcome.Accepted, EvidenceVerifier.Verify(evidence, CollateralSet.Empty, Now, allowing).Outcome);
    }

    [Fact]
    public async Task Issue_WrongLengths_Throws()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await _issuer.IssueAsync(new byte[63], TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => new SimulatedTeeIssuer(new byte[31]));
    }

    [Fact]
    public async Task Issue_ManyCallers_AllVerify()
    {
        IssuedEvidence[] all = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(async () => await _issuer.IssueAsync(Enumerable.Repeat((byte)i, 64).ToArray(), TestContext.Current.CancellationToken))));
        for (int i = 0; i < all.Length; i++)
        {
            VerificationResult result = EvidenceVerifier.Verify(all[i].Evidence, CollateralSet.Empty, Now, expectedReportData: Enumerable.Repeat((byte)i, 64).ToArray());
            Assert.Equal(VerificationOutcome.Genuine, result.Outcome);
        }
    }

    private async Task<ReadOnlyMemory<byte>> Evidence() => (await _issuer.IssueAsync(ReportData, TestContext.Current.CancellationToken)).Evidence;

    private static Policy Read(string text) => PolicyReader.TryRead(PolicyText.Bytes(text), out Policy? policy, out IReadOnlyList<string> faults)
        ? policy
        : throw new InvalidOperationException(string.Join('\n', faults));
}
