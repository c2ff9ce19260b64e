using Lamina.Attestation.WellFormed;

namespace Lamina.Attestation.Genuine;

/// <summary>What a DCAP verification found besides its steps.</summary>
internal sealed record DcapFindings(EvidenceClaims? Claims, string? TcbStatus, IReadOnlyList<string> Advisories, int? EvaluationNumber);

/// <summary>
/// Is an SGX or TDX quote genuine? The thirteen steps of docs/attestation.md, in this order: what the quote proves by itself
/// (1, 2, 5, 6, 8), what the vendor says (2 to 5), what both mean together (7, 9 to 11), and what no policy may want (12).
/// A failure stops what depends on it and nothing else, so that one run tells all there is to tell.
/// </summary>
internal static class DcapVerifier
{
    /// <summary>What a quote proves without any document of the vendor's.</summary>
    public static readonly string[] Evidence =
    [
        StepNames.WellFormed, StepNames.QuoteHeader, StepNames.CertificationData, StepNames.RootCa, StepNames.PckChain, StepNames.PckExtension,
        StepNames.QeReportSignature, StepNames.QeReportData, StepNames.QuoteSignature,
    ];

    private static readonly string[] Collateral =
    [
        StepNames.CollateralRead, StepNames.RootCrl, StepNames.PckCrl, StepNames.PckRevocation,
        StepNames.TcbInfoPresent, StepNames.TcbInfoPlatform, StepNames.TcbInfoChain, StepNames.TcbInfoSignature, StepNames.TcbInfoDates,
        StepNames.QeIdentityPresent, StepNames.QeIdentityKind, StepNames.QeIdentityChain, StepNames.QeIdentitySignature, StepNames.QeIdentityDates,
        StepNames.CaRevocation, StepNames.CollateralUnambiguous, StepNames.QeIdentityMatch, StepNames.QeTcbLevel,
    ];

    public static IEnumerable<string> Planned(EvidenceKind kind) => kind == EvidenceKind.Tdx
        ? [.. Evidence, .. Collateral, StepNames.TdxModule, StepNames.TcbLevel, StepNames.TcbRevoked, StepNames.TdAttributes, StepNames.SeptVeDisable]
        : [.. Evidence, .. Collateral, StepNames.TcbLevel, StepNames.TcbRevoked];

    public static DcapFindings Verify(ReadOnlyMemory<byte> evidence, VerificationContext context)
    {
        StepList steps = context.Steps;
        Quote? quote = QuoteParser.Parse(evidence, out string? fault);
        if (!steps.Check(StepNames.WellFormed, fault, $"quote version {quote?.Version}{(quote?.Trailing > 0 ? $"; {quote.Trailing} bytes after it are ignored" : "")}")) return new DcapFindings(null, null, [], null);

        EvidenceClaims claims = Claims(quote!);
        DcapPlatform? platform = DcapEvidence.Check(quote!, context);
        if (platform is null) return new DcapFindings(claims, null, [], null);

        DcapVendorWord? word = DcapCollateral.Check(quote!, platform, context);
        (string Status, IReadOnlyList<string> Advisories)? judged = word is null ? null : DcapTcb.Judge(quote!, platform, word, steps);
        if (quote!.Td is { } td) TdAttributes.Check(td, steps);
        return new DcapFindings(claims, judged?.Status, judged?.Advisories ?? [], word is null ? null : Math.Min(word.TcbInfo.EvaluationNumber, word.QeIdentity.EvaluationNumber));
    }

    private static EvidenceClaims Claims(Quote quote) => quote.Td is { } td
        ? new TdxClaims
        {
            MrTd = td.MrTd,
            Rtmr = [td.Rtmr(0), td.Rtmr(1), td.Rtmr(2), td.Rtmr(3)],
            ConfigId = td.MrConfigId,
            Owner = td.MrOwner,
            OwnerConfig = td.MrOwnerConfig,
            ServiceTd = td.MrServiceTd,
            Attributes = td.TdAttributes,
            Debug = TdAttributes.IsDebug(td),
            ReportData = td.ReportData,
        }
        : new SgxClaims
        {
            MrEnclave = quote.Enclave!.MrEnclave,
            MrSigner = quote.Enclave.MrSigner,
            Product = quote.Enclave.IsvProdId,
            Svn = quote.Enclave.IsvSvn,
            Debug = quote.Enclave.Debug,
            ReportData = quote.Enclave.ReportData,
        };
}
