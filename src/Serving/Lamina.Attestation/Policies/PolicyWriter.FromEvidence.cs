using Lamina.Attestation.Simulated;

namespace Lamina.Attestation.Policies;

/// <summary>Policies from evidence: what <c>attest policy</c> writes for a person to review.</summary>
public static partial class PolicyWriter
{
    /// <summary>
    /// A policy that accepts this machine, this program and these plans, and nothing looser: fresh evidence, revocation
    /// required, no debugging, never any. It is complete and usable as written; a person reviews it before trusting it.
    /// </summary>
    /// <param name="result">A verification that was not refused.</param>
    /// <param name="planDigests">The plans to accept, 32 bytes each, at least one.</param>
    /// <param name="now">The clock that the expiry of tolerated weaknesses counts from.</param>
    /// <exception cref="ArgumentException">The evidence was refused or is of a debuggable machine, or there is no plan.</exception>
    public static Policy FromEvidence(VerificationResult result, IReadOnlyList<ReadOnlyMemory<byte>> planDigests, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(planDigests);
        if (result.Outcome == VerificationOutcome.Refused || result.Claims is not { } claims)
        {
            throw new ArgumentException($"No policy is written from evidence that is {result}.", nameof(result));
        }

        if (claims.Debug)
        {
            throw new ArgumentException("No policy is written from evidence of a machine that can be debugged; allow that by hand.", nameof(result));
        }

        var policy = new Policy
        {
            Simulated = (claims as SimulatedClaims) is { } simulated
                ? new SimulatedPolicy { AllowDebug = false, Measurements = [MeasuredValue.Exactly(simulated.Measurement.Span)] }
                : null,
            Plan = new PlanDigests([.. planDigests]),
            Freshness = new FreshEvidence(),
            HpkeSuites = [HpkeSuiteName.Default],
            Revocation = RevocationMode.Required,
        };
        return policy.Validate() is { Count: > 0 } faults ? throw new ArgumentException(string.Join("; ", faults), nameof(planDigests)) : policy;
    }
}
