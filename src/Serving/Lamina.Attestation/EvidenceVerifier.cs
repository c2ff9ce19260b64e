using System.Security.Cryptography;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.Policies;
using Lamina.Attestation.Simulated;
using Lamina.Attestation.Wanted;

namespace Lamina.Attestation;

/// <summary>
/// Judges evidence in three rooms: is it well-formed, is it genuine, is it wanted? A pure function: collateral and clock are
/// parameters, nothing is fetched, and hostile bytes are refused as a value, never by an exception.
/// </summary>
public static class EvidenceVerifier
{
    /// <summary>The most bytes of evidence that are looked at.</summary>
    public const int MaxEvidenceLength = 1 << 16;

    /// <summary>Length of report data in bytes.</summary>
    public const int ReportDataLength = 64;

    /// <summary>Verifies evidence.</summary>
    /// <param name="evidence">A quote or report, raw or as hex or base64 text.</param>
    /// <param name="collateral">What the vendors say; <see cref="CollateralSet.Empty"/> suffices for the simulated kind only.</param>
    /// <param name="now">The clock to judge with.</param>
    /// <param name="policy">What is wanted; null judges genuineness alone, and never answers accepted.</param>
    /// <param name="expectedReportData">The 64 bytes that the evidence must bind; null leaves the step <c>report-data</c> not checked.</param>
    /// <param name="options">Default null: revocation as the policy says, the vendors' own roots.</param>
    /// <exception cref="ArgumentException"><paramref name="expectedReportData"/> is given and not 64 bytes.</exception>
    public static VerificationResult Verify(
        ReadOnlyMemory<byte> evidence,
        CollateralSet collateral,
        DateTimeOffset now,
        Policy? policy = null,
        ReadOnlyMemory<byte>? expectedReportData = null,
        VerificationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(collateral);
        if (expectedReportData is { Length: not ReportDataLength } wrong)
        {
            throw new ArgumentException($"Report data is {ReportDataLength} bytes, not {wrong.Length}.", nameof(expectedReportData));
        }

        var steps = new StepList();
        ReadOnlyMemory<byte> bytes = EvidenceText.Decode(evidence);
        EvidenceKind? kind = bytes.Length > MaxEvidenceLength ? null : Detect(bytes.Span);
        if (!steps.Check(StepNames.EvidenceKind, kind is not null, $"the evidence is of kind {kind?.ToName()}", "the bytes are no evidence of a known kind"))
        {
            return Result(steps, kind, null, policy);
        }

        EvidenceClaims? claims = SimulatedVerifier.Verify(bytes, steps);
        if (claims is not null && !steps.Failed)
        {
            Judge(claims, policy, expectedReportData, steps);
        }

        steps.SkipRest(SimulatedVerifier.Planned);
        steps.SkipRest(policy is null ? [StepNames.Debug, StepNames.ReportData] : [StepNames.PolicyKind, StepNames.Debug, StepNames.ReportData]);
        return Result(steps, kind, claims, policy);
    }

    private static EvidenceKind? Detect(ReadOnlySpan<byte> evidence) => SimulatedVerifier.LooksLike(evidence) ? EvidenceKind.Simulated : null;

    private static void Judge(EvidenceClaims claims, Policy? policy, ReadOnlyMemory<byte>? expectedReportData, StepList steps)
    {
        if (policy is null)
        {
            DebugJudge.Judge(claims, allowed: false, steps);
        }
        else if (steps.Check(StepNames.PolicyKind, policy.Kinds.Contains(claims.Kind), $"the policy names {claims.Kind.ToName()}", $"the policy does not name {claims.Kind.ToName()}, only {string.Join(", ", policy.Kinds.Select(kind => kind.ToName()))}"))
        {
            SimulatedJudge.Judge((SimulatedClaims)claims, policy.Simulated!, steps);
        }

        if (expectedReportData is { } expected)
        {
            steps.Check(StepNames.ReportData, CryptographicOperations.FixedTimeEquals(claims.ReportData.Span, expected.Span),
                "the report data is what was expected", "the report data is not what was expected: the evidence is not for these keys, plan, expiry and nonce");
        }
        else
        {
            steps.Skip(StepNames.ReportData, "no expected report data was given");
        }
    }

    private static VerificationResult Result(StepList steps, EvidenceKind? kind, EvidenceClaims? claims, Policy? policy) => new()
    {
        Outcome = steps.Failed ? VerificationOutcome.Refused : policy is null ? VerificationOutcome.Genuine : VerificationOutcome.Accepted,
        Steps = steps.Steps,
        Kind = kind,
        Claims = claims,
    };
}
