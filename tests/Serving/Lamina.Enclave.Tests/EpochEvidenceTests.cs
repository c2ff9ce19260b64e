using Lamina.Attestation;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.Policies;
using Lamina.Client;
using Lamina.Client.Sessions;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Bundles;
using Microsoft.Extensions.Time.Testing;

namespace Lamina.Enclave.Tests;

/// <summary>What a policy's <c>max_age_seconds</c> bounds: what is left of the keys' life, and never more than 24 hours of it.</summary>
public sealed class EpochEvidenceTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 1800, 0, false)] // an hour is left
    [InlineData(0, 1800, 29, false)]
    [InlineData(0, 1800, 30, true)]
    [InlineData(0, 3600, 0, true)]
    [InlineData(0, 1800, 60, false)] // over
    [InlineData(24, 604_800, 0, false)] // a host's clock that is a day ahead: 25 hours are left, whatever the policy says
    [InlineData(24, 604_800, 60, true)]
    public async Task Judge_KeysThatEndAtOne_AreAcceptedWhileNoMoreThanThePolicysTimeIsLeft(int hoursAhead, int seconds, int minutesLater, bool accepted)
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync(time: new FakeTimeProvider(Noon.AddHours(hoursAhead)));
        EvidenceBundle bundle = await LaminaClient.FetchEvidenceAsync(enclave.Address, default, TestContext.Current.CancellationToken);
        Policy policy = await enclave.PolicyAsync() with { Freshness = new EpochEvidence(TimeSpan.FromSeconds(seconds)) };
        JudgedEvidence judged = EvidenceJudge.Judge(bundle, new EvidenceDemand { Policy = policy, Nonce = default }, CollateralSet.Empty, new FakeTimeProvider(Noon.AddMinutes(minutesLater)));
        Assert.Equal(accepted, judged.Keys is not null);
        Assert.Equal(accepted ? StepStatus.Passed : StepStatus.Failed, judged.Result.Steps.Single(step => step.Name == BindingSteps.Expiry).Status);
    }
}
