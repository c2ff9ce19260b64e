namespace Lamina.Attestation;

/// <summary>
/// The name of every check. Scripts rely on them: names may be added, never changed.
/// <c>docs/attestation.md</c> has a paragraph for each, and a test holds it to that.
/// </summary>
public static class StepNames
{
    /// <summary>The bytes are of a kind of evidence that this verifier knows.</summary>
    public const string EvidenceKind = "evidence-kind";

    /// <summary>Every length and field of the evidence lies within its bounds.</summary>
    public const string WellFormed = "well-formed";

    /// <summary>The simulated TEE's key is endorsed by the published, insecure root.</summary>
    public const string SimulatedRoot = "simulated-root";

    /// <summary>The simulated TEE's key signed the report.</summary>
    public const string SimulatedSignature = "simulated-signature";

    /// <summary>The policy names this kind of evidence.</summary>
    public const string PolicyKind = "policy-kind";

    /// <summary>The measured code is one that the policy lists.</summary>
    public const string PolicyMeasurement = "policy-measurement";

    /// <summary>The evidence covers the program, as the policy demands.</summary>
    public const string PolicyCode = "policy-code";

    /// <summary>The enclave or machine cannot be debugged from outside.</summary>
    public const string Debug = "debug";

    /// <summary>The signed report data is what the verifier expected.</summary>
    public const string ReportData = "report-data";

    /// <summary>The plan is one that the policy lists, or its signer is.</summary>
    public const string PolicyPlan = "policy-plan";
}
