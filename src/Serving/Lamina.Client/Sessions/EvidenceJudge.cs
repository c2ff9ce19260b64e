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
    /// <summary>The longest a plan's keys may live when epoch evidence is accepted: no longer than the evidence may be old.</summary>
    private static readonly TimeSpan FreshLifetime = BindingExpectation.DefaultMaximumLifetime;

    /// <summary>Judges a bundle with a policy.</summary>
    /// <param name="bundle">The bundle; hostile.</param>
    /// <param name="nonce">The nonce that was sent; empty where the policy accepts epoch evidence.</param>
    /// <param name="policy">What is demanded.</param>
    /// <param name="collateral">The verifier's own collateral; the bundle's is used beside it.</param>
    /// <param name="time">The client's clock.</param>
    public static JudgedEvidence Judge(EvidenceBundle bundle, ReadOnlyMemory<byte> nonce, Policy policy, CollateralSet collateral, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(collateral);
        ArgumentNullException.ThrowIfNull(time);
        VerificationResult genuine = EvidenceVerifier.Verify(bundle.Evidence, CollateralOf(bundle, collateral), time.GetUtcNow(), policy);

        // The plan is the policy's to judge, by digest or by signer.
        VerificationStep plan = policy.Plan.Judge(SHA256.HashData(bundle.Plan.Span), default);
        BindingExpectation expected = BindingExpectation.WithPlanJudgedElsewhere(nonce) with
        {
            MaximumLifetime = policy.Freshness is EpochEvidence epoch ? epoch.MaxAge : FreshLifetime,
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

    /// <summary>The verifier's collateral and the bundle's, each under a name that says where it is from.</summary>
    public static CollateralSet CollateralOf(EvidenceBundle bundle, CollateralSet collateral)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(collateral);
        List<CollateralFile> files = [.. collateral.Files, .. bundle.Collateral.Select((item, index) => new CollateralFile($"the server's bundle, item {index + 1}", item))];
        if (!bundle.Certificates.IsEmpty)
        {
            files.Add(new CollateralFile("the platform's certificates", bundle.Certificates));
        }

        return files.Count == 0 ? CollateralSet.Empty : new CollateralSet(files);
    }
}

/// <summary>What came of judging a bundle.</summary>
/// <param name="Result">Every check.</param>
/// <param name="Keys">Keys that may be sealed to; null unless everything held.</param>
public sealed record JudgedEvidence(VerificationResult Result, BoundKeys? Keys);
