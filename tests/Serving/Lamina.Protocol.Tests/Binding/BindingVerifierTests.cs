using Lamina.Attestation;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Bundles;
using Lamina.Protocol.Hpke;
using Lamina.Protocol.ObliviousHttp;
using Lamina.Protocol.Requests;
using Lamina.Protocol.Tests.Gateway;

namespace Lamina.Protocol.Tests.Binding;

/// <summary>Every rule of docs/protocol.md section 5, held and broken.</summary>
public sealed class BindingVerifierTests : IDisposable
{
    private static readonly byte[] Nonce = [.. Enumerable.Repeat((byte)7, NonceTree.NonceLength)];
    private static readonly byte[] OtherNonce = [.. Enumerable.Repeat((byte)8, NonceTree.NonceLength)];

    private readonly Exchange _exchange = new();

    public void Dispose() => _exchange.Dispose();

    [Fact]
    public void Verify_FreshEvidence_Passes()
    {
        (EvidenceBundle bundle, byte[] reportData) = Fresh();
        BindingResult result = Verify(bundle, reportData, BindingExpectation.Fresh(Nonce, Exchange.PlanDigest));
        Assert.All(result.Steps, step => Assert.Equal(StepStatus.Passed, step.Status));
        Assert.Equal(
            [BindingSteps.Mode, BindingSteps.Nonce, BindingSteps.Plan, BindingSteps.Keys, BindingSteps.Expiry, BindingSteps.ReportData],
            result.Steps.Select(step => step.Name));
        Assert.Equal(Exchange.PlanDigest, result.Keys!.PlanDigest.ToArray());
        Assert.Equal(Exchange.Plan, result.Keys.Plan.ToArray());
    }

    [Fact]
    public void Verify_EpochEvidence_PassesWhereEpochWasAsked()
    {
        (EvidenceBundle bundle, byte[] reportData) = _exchange.Epoch();
        Assert.NotNull(Verify(bundle, reportData, BindingExpectation.Epoch(Exchange.PlanDigest)).Keys);
    }

    [Fact]
    public void Verify_DowngradeToEpoch_IsRefused()
    {
        (EvidenceBundle bundle, byte[] reportData) = _exchange.Epoch();
        Refused(Verify(bundle, reportData, BindingExpectation.Fresh(Nonce, Exchange.PlanDigest)), BindingSteps.Mode, BindingSteps.Nonce);
    }

    [Fact]
    public void Verify_EpochEvidenceRelabelledFresh_IsRefused()
    {
        (EvidenceBundle bundle, byte[] reportData) = _exchange.Epoch();
        bundle = bundle with { Mode = EvidenceMode.Fresh, Nonce = Nonce, NoncePath = new NoncePath(0, 1, []) };
        Refused(Verify(bundle, reportData, BindingExpectation.Fresh(Nonce, Exchange.PlanDigest)), BindingSteps.ReportData);
    }

    [Fact]
    public void Verify_OtherNonce_IsRefused()
    {
        (EvidenceBundle bundle, byte[] reportData) = Fresh();
        Refused(Verify(bundle, reportData, BindingExpectation.Fresh(OtherNonce, Exchange.PlanDigest)), BindingSteps.Nonce);
        Refused(Verify(bundle with { Nonce = OtherNonce }, reportData, BindingExpectation.Fresh(OtherNonce, Exchange.PlanDigest)), BindingSteps.ReportData);
    }

    [Fact]
    public void Verify_NoncePathOfNoTree_IsRefused()
    {
        (EvidenceBundle bundle, byte[] reportData) = Fresh();
        bundle = bundle with { NoncePath = new NoncePath(0, 1, [new byte[32]]) };
        Refused(Verify(bundle, reportData, BindingExpectation.Fresh(Nonce, Exchange.PlanDigest)), BindingSteps.ReportData);
        Refused(Verify(bundle with { NoncePath = null }, reportData, BindingExpectation.Fresh(Nonce, Exchange.PlanDigest)), BindingSteps.ReportData);
    }

    [Fact]
    public void Verify_OtherPlan_IsRefused()
    {
        (EvidenceBundle bundle, byte[] reportData) = Fresh();
        Refused(Verify(bundle, reportData, BindingExpectation.Fresh(Nonce, new byte[32])), BindingSteps.Plan);
        byte[] changed = [.. Exchange.Plan];
        changed[0] ^= 1;
        Refused(Verify(bundle with { Plan = changed }, reportData, BindingExpectation.Fresh(Nonce, Exchange.PlanDigest)), BindingSteps.Plan, BindingSteps.ReportData);
        Assert.NotNull(Verify(bundle, reportData, BindingExpectation.Fresh(Nonce, new byte[32], Exchange.PlanDigest)).Keys);
    }

    [Fact]
    public void Verify_KeyListStrippedOfXWing_IsRefused()
    {
        (EvidenceBundle bundle, byte[] reportData) = Fresh();
        Assert.True(KeyConfigList.TryParse(bundle.KeyList, out KeyConfigList? list, out _));
        Assert.Contains(list.Configs, config => config.Kem is HpkeKem.XWing);
        KeyConfigList stripped = KeyConfigList.Create([.. list.Configs.Where(config => config.Kem is not HpkeKem.XWing)]);
        Refused(Verify(bundle with { KeyList = stripped.Encoded }, reportData, BindingExpectation.Fresh(Nonce, Exchange.PlanDigest)), BindingSteps.ReportData);
    }

    [Fact]
    public void TryCreate_PolicyOfXWingOnly_RefusesKeysWithoutIt()
    {
        HpkeSuite[] wanted = [new(HpkeKem.XWing, HpkeKdf.HkdfSha256, HpkeAead.Aes256Gcm)];
        using var plain = new Exchange(new() { Suites = Exchange.Suites });
        Assert.False(SealedRequest.TryCreate(plain.Bound(), wanted, Exchange.Request(), Exchange.Sizes, out _, out string? refusal));
        Assert.Contains("xwing-sha256-aes256gcm", refusal, StringComparison.Ordinal);
        Assert.True(SealedRequest.TryCreate(_exchange.Bound(), wanted, Exchange.Request(), Exchange.Sizes, out SealedRequest? sealedRequest, out _));
        sealedRequest.Dispose();
    }

    [Fact]
    public void Verify_ExpiredByTheClientsClock_IsRefused()
    {
        (EvidenceBundle bundle, byte[] reportData) = Fresh();
        _exchange.ClientClock.Advance(_exchange.Options.Lifetime - TimeSpan.FromSeconds(1));
        BoundKeys? keys = Verify(bundle, reportData, BindingExpectation.Fresh(Nonce, Exchange.PlanDigest)).Keys;
        Assert.False(keys!.HasExpired(_exchange.ClientClock));
        _exchange.ClientClock.Advance(TimeSpan.FromSeconds(1));
        Refused(Verify(bundle, reportData, BindingExpectation.Fresh(Nonce, Exchange.PlanDigest)), BindingSteps.Expiry);
        Assert.True(keys.HasExpired(_exchange.ClientClock));
    }

    [Fact]
    public void Verify_HostClockAhead_IsRefusedForItsFarExpiry()
    {
        _exchange.EnclaveClock.Advance(TimeSpan.FromDays(30));
        (EvidenceBundle bundle, byte[] reportData) = Fresh();
        Refused(Verify(bundle, reportData, BindingExpectation.Fresh(Nonce, Exchange.PlanDigest)), BindingSteps.Expiry);
    }

    [Fact]
    public void Verify_ChangedExpiry_IsRefused()
    {
        (EvidenceBundle bundle, byte[] reportData) = Fresh();
        Refused(Verify(bundle with { NotAfter = bundle.NotAfter + 1 }, reportData, BindingExpectation.Fresh(Nonce, Exchange.PlanDigest)), BindingSteps.ReportData);
    }

    [Fact]
    public void Verify_EvidenceForKeyRelease_IsWorthNothingForServing()
    {
        (EvidenceBundle bundle, _) = Fresh();
        bundle = bundle with { Purpose = BindingPurpose.KeyRelease };
        byte[] reportData = Exchange.ReportDataOf(bundle, bundle.NoncePath!.RootFor(Nonce));
        Refused(Verify(bundle, reportData, BindingExpectation.Fresh(Nonce, Exchange.PlanDigest)), BindingSteps.Mode);
        Refused(Verify(bundle with { Purpose = BindingPurpose.Serve }, reportData, BindingExpectation.Fresh(Nonce, Exchange.PlanDigest)), BindingSteps.ReportData);
        Assert.NotNull(Verify(bundle, reportData, BindingExpectation.Fresh(Nonce, Exchange.PlanDigest) with { Purpose = BindingPurpose.KeyRelease }).Keys);
    }

    [Fact]
    public void Verify_KeyListWithoutKeys_IsRefused()
    {
        (EvidenceBundle bundle, _) = Fresh();
        bundle = bundle with { KeyList = new byte[] { 0, 3, 1, 0x77, 0x77 } };
        Refused(Verify(bundle, Exchange.ReportDataOf(bundle, bundle.NoncePath!.RootFor(Nonce)), BindingExpectation.Fresh(Nonce, Exchange.PlanDigest)), BindingSteps.Keys);
    }

    [Fact]
    public void Verify_ReportDataOfAnyOtherLengthOrByte_IsRefused()
    {
        (EvidenceBundle bundle, byte[] reportData) = Fresh();
        for (int i = 0; i < reportData.Length; i++)
        {
            byte[] changed = [.. reportData];
            changed[i] ^= 1;
            Refused(Verify(bundle, changed, BindingExpectation.Fresh(Nonce, Exchange.PlanDigest)), BindingSteps.ReportData);
            Refused(Verify(bundle, reportData.AsSpan(0, i), BindingExpectation.Fresh(Nonce, Exchange.PlanDigest)), BindingSteps.ReportData);
        }
    }

    [Fact]
    public void Verify_Inspection_SaysWhatItDidNotCheckAndGivesNoKeysToSealTo()
    {
        (EvidenceBundle bundle, byte[] reportData) = Fresh();
        BindingResult result = Verify(bundle, reportData, BindingExpectation.Inspect());
        Assert.Equal(
            [BindingSteps.Mode, BindingSteps.Nonce, BindingSteps.Plan],
            result.Steps.Where(step => step.Status is StepStatus.NotChecked).Select(step => step.Name));
        Assert.Throws<ArgumentException>(() => SealedRequest.TryCreate(result.Keys!, Exchange.Suites, Exchange.Request(), Exchange.Sizes, out _, out _));
        Refused(Verify(bundle, new byte[64], BindingExpectation.Inspect()), BindingSteps.ReportData);
    }

    [Fact]
    public void Expectation_LeavingSomethingOut_Throws()
    {
        Assert.Throws<ArgumentException>(() => BindingExpectation.Fresh(Nonce));
        Assert.Throws<ArgumentException>(() => BindingExpectation.Fresh(new byte[31], Exchange.PlanDigest));
        Assert.Throws<ArgumentException>(() => BindingExpectation.Epoch());
        Assert.Throws<ArgumentException>(() => BindingExpectation.Epoch(new byte[31]));
        Assert.Throws<ArgumentException>(() => BindingExpectation.WithPlanJudgedElsewhere(new byte[16]));
    }

    private (EvidenceBundle Bundle, byte[] ReportData) Fresh()
    {
        EvidenceBundle bundle = _exchange.Epoch().Bundle;
        var tree = new NonceTree([OtherNonce, Nonce, new byte[32]]);
        bundle = bundle with { Mode = EvidenceMode.Fresh, Nonce = Nonce, NoncePath = tree.PathOf(1) };
        return (bundle, Exchange.ReportDataOf(bundle, tree.Root));
    }

    private BindingResult Verify(EvidenceBundle bundle, ReadOnlySpan<byte> reportData, BindingExpectation expected) =>
        BindingVerifier.Verify(bundle, reportData, expected, _exchange.ClientClock);

    private static void Refused(BindingResult result, params string[] steps)
    {
        Assert.Null(result.Keys);
        Assert.Equal(steps, result.Steps.Where(step => step.Status is StepStatus.Failed).Select(step => step.Name));
    }
}
