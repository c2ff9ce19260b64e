using Lamina.Attestation.Collateral;

namespace Lamina.Attestation;

/// <summary>What a verification came to.</summary>
public enum VerificationOutcome
{
    /// <summary>At least one check failed.</summary>
    Refused,

    /// <summary>The evidence is genuine; no policy was given, so nobody said whether it is wanted.</summary>
    Genuine,

    /// <summary>The evidence is genuine and what the policy wants.</summary>
    Accepted,
}

/// <summary>The ordered list of named checks and what they found; of success and of refusal alike. Immutable.</summary>
public sealed record VerificationResult
{
    /// <summary>What the checks came to.</summary>
    public required VerificationOutcome Outcome { get; init; }

    /// <summary>Every check in the order it was made; checks that an earlier failure prevented are listed as not checked.</summary>
    public required IReadOnlyList<VerificationStep> Steps { get; init; }

    /// <summary>What signed; null if the bytes are of no known kind.</summary>
    public EvidenceKind? Kind { get; init; }

    /// <summary>
    /// The vendor's word on how current the platform is (Intel: <c>UpToDate</c>, <c>SWHardeningNeeded</c>, ...);
    /// null for kinds without one, or if verification did not get that far.
    /// </summary>
    public string? TcbStatus { get; init; }

    /// <summary>The vendor's advisories that apply to this platform, sorted; empty if none or not known.</summary>
    public IReadOnlyList<string> Advisories { get; init; } = [];

    /// <summary>The lower <c>tcbEvaluationDataNumber</c> of Intel's two documents; null for other kinds, or if verification did not get that far.</summary>
    public int? EvaluationNumber { get; init; }

    /// <summary>What the evidence says, once it is well-formed; believe it only if <see cref="Outcome"/> is not refused.</summary>
    public EvidenceClaims? Claims { get; init; }

    /// <summary>The vendors' documents that counted, each signed and current: what <see cref="RollbackStore"/> remembers.</summary>
    public IReadOnlyList<CollateralVersion> Collateral { get; init; } = [];

    /// <summary>The 64 bytes that the platform signed for the enclave; empty if the evidence is not well-formed.</summary>
    public ReadOnlyMemory<byte> ReportData => Claims?.ReportData ?? default;

    /// <summary>The first check that failed, or null.</summary>
    public VerificationStep? FirstFailure => Steps.FirstOrDefault(step => step.Status == StepStatus.Failed);

    /// <summary>One sentence for a person: accepted, genuine, or refused and why.</summary>
    public override string ToString() => FirstFailure is { } failure
        ? $"refused at {failure.Name}: {failure.Detail}"
        : Outcome.ToString().ToLowerInvariant() + (Kind is EvidenceKind.Simulated ? $" ({Simulated.SimulatedTee.Warning})" : "");
}
