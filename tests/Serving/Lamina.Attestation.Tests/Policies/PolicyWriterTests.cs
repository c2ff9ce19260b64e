using System.Security.Cryptography;
using System.Text;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.Policies;
using Lamina.Attestation.Simulated;

namespace Lamina.Attestation.Tests.Policies;

public sealed class PolicyWriterTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Write_WhatWasRead_GivesTheSameBytesTwice()
    {
        foreach (string text in new[] { PolicyText.Simulated, PolicyText.Hardware })
        {
            Assert.True(PolicyReader.TryRead(PolicyText.Bytes(text), out Policy? policy, out _));
            byte[] written = PolicyWriter.Write(policy);
            Assert.True(PolicyReader.TryRead(written, out Policy? again, out IReadOnlyList<string> faults), string.Join('\n', faults));
            Assert.Equal(written, PolicyWriter.Write(again));
            Assert.Equal(Squeezed(text), Squeezed(Encoding.UTF8.GetString(written)));
        }
    }

    [Fact]
    public void Write_FaultyPolicy_Throws()
    {
        Assert.True(PolicyReader.TryRead(PolicyText.Bytes(PolicyText.Simulated), out Policy? policy, out _));
        Assert.Throws<ArgumentException>(() => PolicyWriter.Write(policy with { HpkeSuites = [] }));
    }

    [Fact]
    public async Task FromEvidence_Simulated_IsUsableAsWrittenAndAcceptsOnlyThat()
    {
        byte[] plan = RandomNumberGenerator.GetBytes(32);
        using var issuer = new SimulatedTeeIssuer(new byte[32]);
        using var other = new SimulatedTeeIssuer([.. Enumerable.Repeat((byte)1, 32)]);
        ReadOnlyMemory<byte> evidence = (await issuer.IssueAsync(new byte[64], TestContext.Current.CancellationToken)).Evidence;
        byte[] file = PolicyWriter.Write(PolicyWriter.FromEvidence(EvidenceVerifier.Verify(evidence, CollateralSet.Empty, Now), [plan], Now));
        Assert.True(PolicyReader.TryRead(file, out Policy? policy, out _));
        Assert.DoesNotContain("\"any\"", Encoding.UTF8.GetString(file), StringComparison.Ordinal);
        Assert.Contains(SimulatedTee.Warning, Encoding.UTF8.GetString(file), StringComparison.Ordinal);
        Assert.Equal(StepStatus.Passed, policy.Plan.Judge(plan, default).Status);
        Assert.Equal(StepStatus.Failed, policy.Plan.Judge(new byte[32], default).Status);
        Assert.Equal(VerificationOutcome.Accepted, EvidenceVerifier.Verify(evidence, CollateralSet.Empty, Now, policy).Outcome);
        VerificationResult refused = EvidenceVerifier.Verify((await other.IssueAsync(new byte[64], TestContext.Current.CancellationToken)).Evidence, CollateralSet.Empty, Now, policy);
        Assert.Equal(StepNames.PolicyMeasurement, refused.FirstFailure?.Name);
    }

    [Fact]
    public async Task FromEvidence_RefusedOrWithoutPlan_Throws()
    {
        using var debug = new SimulatedTeeIssuer(new byte[32], debug: true);
        using var plain = new SimulatedTeeIssuer(new byte[32]);
        VerificationResult refused = EvidenceVerifier.Verify((await debug.IssueAsync(new byte[64], TestContext.Current.CancellationToken)).Evidence, CollateralSet.Empty, Now);
        VerificationResult genuine = EvidenceVerifier.Verify((await plain.IssueAsync(new byte[64], TestContext.Current.CancellationToken)).Evidence, CollateralSet.Empty, Now);
        Assert.Throws<ArgumentException>(() => PolicyWriter.FromEvidence(refused, [new byte[32]], Now));
        Assert.Throws<ArgumentException>(() => PolicyWriter.FromEvidence(genuine, [], Now));
    }

    [Fact]
    public void PlanSigner_SignedPlan_IsAcceptedAndNoOther()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using ECDsa stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] digest = RandomNumberGenerator.GetBytes(32);
        var plan = new PlanSigner(key.ExportSubjectPublicKeyInfo());
        byte[] signature = PlanSignature.Sign(key, digest);
        Assert.Equal(StepStatus.Passed, plan.Judge(digest, signature).Status);
        Assert.Equal(StepStatus.Failed, plan.Judge(digest, default).Status);
        Assert.Equal(StepStatus.Failed, plan.Judge(new byte[32], signature).Status);
        Assert.Equal(StepStatus.Failed, plan.Judge(digest, PlanSignature.Sign(stranger, digest)).Status);
        Assert.Equal(StepStatus.Failed, plan.Judge(digest, signature.AsSpan(1)).Status);
        Assert.Equal(StepStatus.Failed, new PlanSigner(new byte[9]).Judge(digest, signature).Status);
    }

    private static string Squeezed(string text) => string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));
}
