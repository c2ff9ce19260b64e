using System.Security.Cryptography;
using Lamina.Attestation;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.Policies;
using Lamina.Protocol.Binding;
using Lamina.Protocol.Bundles;

namespace Lamina.Client.Sessions;

/// <summary>Step 2: is a bundle genuine, wanted, and bound to its keys, plan, expiry and nonce? A pure function of its arguments.</summary>
public static class EvidenceJudge
{
    /// <summary>Judges a bundle.</summary>
    /// <param name="bundle">The bundle; hostile.</param>
    /// <param name="demand">What is demanded of it.</param>
    /// <param name="collateral">Everything to judge with, as <see cref="CollateralChoice"/> puts it together.</param>
    /// <param name="time">The client's clock.</param>
    public static JudgedEvidence Judge(EvidenceBundle bundle, EvidenceDemand demand, CollateralSet collateral, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(demand);
        ArgumentNullException.ThrowIfNull(collateral);
        ArgumentNullException.ThrowIfNull(time);
        Policy policy = demand.Policy;
        VerificationOptions options = new() { TrustRoot = demand.TrustRoot };
        VerificationResult genuine = EvidenceVerifier.Verify(bundle.Evidence, collateral, time.GetUtcNow(), policy, options: options);

        // The plan is the policy's to judge, by digest or by signer.
        VerificationStep plan = policy.Plan.Judge(SHA256.HashData(bundle.Plan.Span), bundle.PlanSignature.Span);
        BindingExpectation expected = BindingExpectation.WithPlanJudgedElsewhere(demand.Nonce) with
        {
            Purpose = demand.Purpose,
            MaximumLifetime = LongestLife(policy.Freshness),
        };
        BindingResult binding = BindingVerifier.Verify(bundle, genuine.ReportData.Span, expected, time);

        // Report data is compared by the binding; the evidence's own step for it has nothing to compare with.
        VerificationStep[] steps =
        [
            .. genuine.Steps.Where(step => step.Name != StepNames.ReportData),
            plan,
            .. binding.Steps.Where(step => step.Name != BindingSteps.Plan),
        ];
        bool accepted = genuine.Outcome == VerificationOutcome.Accepted && plan.Status == StepStatus.Passed && binding.Keys is not null
            && steps.All(step => step.Status != StepStatus.Failed);
        return new JudgedEvidence(genuine with { Steps = steps, Outcome = accepted ? VerificationOutcome.Accepted : VerificationOutcome.Refused }, accepted ? binding.Keys : null);
    }

    /// <summary>How long keys may still live: 24 hours, or less where the policy for epoch evidence says so; it cannot say more.</summary>
    private static TimeSpan LongestLife(FreshnessRequirement freshness) =>
        freshness is EpochEvidence epoch && epoch.LongestLife < BindingExpectation.DefaultMaximumLifetime ? epoch.LongestLife : BindingExpectation.DefaultMaximumLifetime;
}

/// <summary>What came of judging a bundle.</summary>
/// <param name="Result">Every check.</param>
/// <param name="Keys">Keys that may be sealed to; null unless everything held.</param>
public sealed record JudgedEvidence(VerificationResult Result, BoundKeys? Keys);
