using System.Buffers.Binary;
using System.Security.Cryptography;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.Genuine;
using Lamina.Attestation.Policies;
using Lamina.Attestation.Simulated;
using Lamina.Attestation.Wanted;
using Lamina.Attestation.WellFormed;

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
            return new VerificationResult { Outcome = VerificationOutcome.Refused, Steps = steps.Steps };
        }

        RevocationMode?[] asked = [policy?.Revocation, options?.Revocation];
        bool revocationRequired = asked.Contains(RevocationMode.Required) || !asked.Contains(RevocationMode.None);
        var context = new VerificationContext(collateral, now, revocationRequired, options?.TrustRoot, steps);
        DcapFindings findings = kind switch
        {
            EvidenceKind.Simulated => new DcapFindings(SimulatedVerifier.Verify(bytes, steps), null, [], null),
            EvidenceKind.SevSnp => new DcapFindings(SnpVerifier.Verify(bytes, context), null, [], null),
            _ => DcapVerifier.Verify(bytes, context),
        };
        if (!steps.Failed) Judge(findings, policy, expectedReportData, now, steps);
        steps.SkipRest(Planned(kind!.Value, policy));
        return new VerificationResult
        {
            Outcome = steps.Failed ? VerificationOutcome.Refused : policy is null ? VerificationOutcome.Genuine : VerificationOutcome.Accepted,
            Steps = steps.Steps,
            Kind = kind,
            TcbStatus = findings.TcbStatus,
            Advisories = findings.Advisories,
            EvaluationNumber = findings.EvaluationNumber,
            Claims = findings.Claims,
            Collateral = context.Versions,
        };
    }

    private static EvidenceKind? Detect(ReadOnlySpan<byte> evidence)
    {
        if (SimulatedVerifier.LooksLike(evidence)) return EvidenceKind.Simulated;
        if (evidence.Length < 8) return null;
        ushort version = BinaryPrimitives.ReadUInt16LittleEndian(evidence);
        uint tee = BinaryPrimitives.ReadUInt32LittleEndian(evidence[4..]);

        // A report has 32 bits of version where a quote has 16 and then the type of its key, which is never zero.
        bool report = BinaryPrimitives.ReadUInt32LittleEndian(evidence) is >= 2 and <= 5;
        return report ? EvidenceKind.SevSnp
            : version is not (3 or 4 or 5) ? null
            : tee == QuoteParser.TeeTdx ? EvidenceKind.Tdx
            : tee == QuoteParser.TeeSgx ? EvidenceKind.Sgx
            : null;
    }

    private static void Judge(DcapFindings findings, Policy? policy, ReadOnlyMemory<byte>? expectedReportData, DateTimeOffset now, StepList steps)
    {
        EvidenceClaims claims = findings.Claims!;
        if (policy is null)
        {
            DebugJudge.Judge(claims, allowed: false, steps);
            if (claims is TdxClaims tdx) IntelJudge.JudgeServiceTd(tdx, steps);
        }
        else if (steps.Check(StepNames.PolicyKind, policy.Kinds.Contains(claims.Kind), $"the policy names {claims.Kind.ToName()}", $"the policy does not name {claims.Kind.ToName()}, only {string.Join(", ", policy.Kinds.Select(kind => kind.ToName()))}"))
        {
            JudgeKind(findings, policy, now, steps);
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

    private static void JudgeKind(DcapFindings findings, Policy policy, DateTimeOffset now, StepList steps)
    {
        switch (findings.Claims)
        {
            case SimulatedClaims simulated:
                SimulatedJudge.Judge(simulated, policy.Simulated!, steps);
                break;
            case SgxClaims sgx:
                IntelJudge.Judge(sgx, policy.Sgx!, steps);
                IntelJudge.Judge(findings.TcbStatus!, findings.Advisories, findings.EvaluationNumber!.Value, policy.Sgx!.Tcb, now, steps);
                break;
            case TdxClaims tdx:
                IntelJudge.Judge(tdx, policy.Tdx!, steps);
                IntelJudge.Judge(findings.TcbStatus!, findings.Advisories, findings.EvaluationNumber!.Value, policy.Tdx!.Tcb, now, steps);
                break;
            case SnpClaims snp:
                SnpJudge.Judge(snp, policy.SevSnp!, steps);
                break;
        }
    }

    private static IEnumerable<string> Planned(EvidenceKind kind, Policy? policy)
    {
        IEnumerable<string> genuine = kind switch
        {
            EvidenceKind.Simulated => SimulatedVerifier.Planned,
            EvidenceKind.SevSnp => SnpVerifier.Planned,
            _ => DcapVerifier.Planned(kind),
        };
        return policy is null ? [.. genuine, StepNames.Debug, StepNames.ReportData] : [.. genuine, StepNames.PolicyKind, StepNames.PolicyMeasurement, StepNames.PolicyCode, StepNames.Debug, StepNames.ReportData];
    }
}
