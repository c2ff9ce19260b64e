using Lamina.Attestation.Policies;
using Lamina.Attestation.Simulated;

namespace Lamina.Attestation.Wanted;

/// <summary>Does a policy want this simulated TEE?</summary>
internal static class SimulatedJudge
{
    public static void Judge(SimulatedClaims claims, SimulatedPolicy policy, StepList steps)
    {
        string found = Convert.ToHexStringLower(claims.Measurement.Span);
        steps.Check(StepNames.PolicyMeasurement, policy.Measurements.Any(wanted => wanted.Matches(claims.Measurement.Span)),
            $"the policy lists the stated measurement {found}", $"the stated measurement {found} is none of the {policy.Measurements.Count} that the policy lists");
        steps.Skip(StepNames.PolicyCode, SimulatedTee.Warning);
        DebugJudge.Judge(claims, policy.AllowDebug, steps);
    }
}
