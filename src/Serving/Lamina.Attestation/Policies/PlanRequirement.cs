using System.Security.Cryptography;

namespace Lamina.Attestation.Policies;

/// <summary>Which plans may run: some by digest, or all that one key signs. Never any.</summary>
public abstract record PlanRequirement
{
    private protected PlanRequirement()
    {
    }

    /// <summary>Judges a plan, as the step <c>policy-plan</c>.</summary>
    /// <param name="planDigest">The plan's SHA-256 digest, 32 bytes, as the evidence binds it.</param>
    /// <param name="signature">The plan's signature, 64 bytes; empty if there is none.</param>
    public abstract VerificationStep Judge(ReadOnlySpan<byte> planDigest, ReadOnlySpan<byte> signature);

    private protected static VerificationStep Step(bool passed, string detail) =>
        new(StepNames.PolicyPlan, passed ? StepStatus.Passed : StepStatus.Failed, detail);
}

/// <summary>Plans by digest.</summary>
/// <param name="Digests">SHA-256 digests, 32 bytes each, at least one.</param>
public sealed record PlanDigests(IReadOnlyList<ReadOnlyMemory<byte>> Digests) : PlanRequirement
{
    /// <inheritdoc/>
    public override VerificationStep Judge(ReadOnlySpan<byte> planDigest, ReadOnlySpan<byte> signature)
    {
        foreach (ReadOnlyMemory<byte> digest in Digests)
        {
            if (planDigest.SequenceEqual(digest.Span))
            {
                return Step(true, $"the policy lists plan {Convert.ToHexStringLower(planDigest)}");
            }
        }

        return Step(false, $"plan {Convert.ToHexStringLower(planDigest)} is none of the {Digests.Count} that the policy lists");
    }
}

/// <summary>Plans that one key signs.</summary>
/// <param name="PublicKey">The signer's P-256 key as SubjectPublicKeyInfo, DER.</param>
public sealed record PlanSigner(ReadOnlyMemory<byte> PublicKey) : PlanRequirement
{
    /// <inheritdoc/>
    public override VerificationStep Judge(ReadOnlySpan<byte> planDigest, ReadOnlySpan<byte> signature)
    {
        if (signature.IsEmpty)
        {
            return Step(false, "the policy names who signs plans, and this plan carries no signature");
        }

        bool good;
        try
        {
            good = PlanSignature.Verify(PublicKey.Span, planDigest, signature);
        }
        catch (CryptographicException)
        {
            return Step(false, "the plan signer's key in the policy is no P-256 public key");
        }

        return Step(good, good ? "the signer that the policy names signed this plan" : "the plan's signature does not verify with the signer's key in the policy");
    }
}
