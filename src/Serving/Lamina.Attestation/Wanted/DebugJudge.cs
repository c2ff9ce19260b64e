namespace Lamina.Attestation.Wanted;

/// <summary>Debugging is refused unless a policy allows it in writing; without a policy it is refused too.</summary>
internal static class DebugJudge
{
    public static void Judge(EvidenceClaims claims, bool allowed, StepList steps) => steps.Check(StepNames.Debug, !claims.Debug || allowed,
        claims.Debug ? "it can be debugged, which the policy allows" : "it cannot be debugged",
        "it can be debugged: whoever runs the machine can look inside");
}
