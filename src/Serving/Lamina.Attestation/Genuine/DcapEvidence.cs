using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lamina.Attestation.WellFormed;

namespace Lamina.Attestation.Genuine;

/// <summary>The platform that made a quote, as its certificate names it.</summary>
/// <param name="Pck">The platform's certificate.</param>
/// <param name="Ca">The Platform or Processor CA that issued it.</param>
/// <param name="Root">The pinned root.</param>
/// <param name="Extension">What the certificate says about the platform.</param>
internal sealed record DcapPlatform(X509Certificate2 Pck, X509Certificate2 Ca, X509Certificate2 Root, PckExtension Extension);

/// <summary>What a quote proves by itself and the pinned root: steps 1, 2, 5, 6 and 8.</summary>
internal static class DcapEvidence
{
    private const ushort EcdsaP256 = 2;
    private const string PckName = "Intel SGX PCK Certificate";

    private static readonly string[] CaNames = ["Intel SGX PCK Platform CA", "Intel SGX PCK Processor CA"];

    private static readonly byte[] IntelQeVendor = Convert.FromHexString("939A7233F79C4CA9940A0DB3957F0607");

    public static DcapPlatform? Check(Quote quote, VerificationContext context)
    {
        StepList steps = context.Steps;
        if (!steps.Check(StepNames.QuoteHeader, HeaderFault(quote), $"version {quote.Version}, ECDSA P-256, Intel's quoting enclave")) return null;
        if (Chain(quote, context) is not { } chain) return null;

        X509Certificate2 root = context.TrustRoot ?? TrustAnchors.IntelRoot;
        (X509Certificate2 pck, X509Certificate2 ca, X509Certificate2? brought) = chain;
        bool pinned = brought is null || brought.RawDataMemory.Span.SequenceEqual(root.RawDataMemory.Span);
        if (!steps.Check(StepNames.RootCa, pinned, $"the pinned '{TrustAnchors.CommonName(root)}'", $"the quote's chain ends in another '{(brought is null ? "" : TrustAnchors.CommonName(brought))}' than the pinned '{TrustAnchors.CommonName(root)}'")) return null;

        string? fault = TrustAnchors.CommonName(pck) != PckName ? $"the leaf is '{TrustAnchors.CommonName(pck)}', not '{PckName}'"
            : !CaNames.Contains(TrustAnchors.CommonName(ca)) ? $"the issuer is '{TrustAnchors.CommonName(ca)}', neither Platform nor Processor CA"
            : CertificateChain.Fault([pck, ca, root], context.Now, context.Verified);
        if (!steps.Check(StepNames.PckChain, fault, $"issued by '{TrustAnchors.CommonName(ca)}'")) return null;

        PckExtension? extension = context.Verified.Read(pck.RawDataMemory, _ => PckExtension.Parse(pck, out fault));
        if (!steps.Check(StepNames.PckExtension, fault, $"FMSPC {Convert.ToHexString(extension?.Fmspc ?? [])}")) return null;
        return CheckSignatures(quote, pck, context) ? new DcapPlatform(pck, ca, root, extension!) : null;
    }

    private static bool CheckSignatures(Quote quote, X509Certificate2 pck, VerificationContext context)
    {
        StepList steps = context.Steps;
        RememberedKey? platformKey = context.Verified.Read(pck.RawDataMemory, _ => pck.GetECDsaPublicKey() is { } key ? new RememberedKey(key) : null);
        bool signed = platformKey?.Signed(quote.QeReport.Bytes, quote.QeReportSignature) == true;
        if (!steps.Check(StepNames.QeReportSignature, signed, "the platform's key signed the quoting enclave's report", "the quoting enclave's report is not signed by the platform's key")) return false;

        ReadOnlySpan<byte> binding = quote.QeReport.ReportData.Span;
        byte[] digest = SHA256.HashData([.. quote.AttestationKey.Span, .. quote.QeAuthData.Span]);
        bool bound = binding[..32].SequenceEqual(digest) && binding[32..].IndexOfAnyExcept((byte)0) < 0;
        if (!steps.Check(StepNames.QeReportData, bound, "the quoting enclave's report binds the attestation key", "the quoting enclave's report binds another attestation key")) return false;

        RememberedKey? attestationKey = context.Verified.Read(quote.AttestationKey, point => EcKeys.FromRaw(point.Span) is { } key ? new RememberedKey(key) : null);
        bool quoted = attestationKey?.Signed(quote.Signed, quote.Signature) == true;
        return steps.Check(StepNames.QuoteSignature, quoted, "the attestation key signed the quote", "the quote is not signed by its attestation key");
    }

    private static string? HeaderFault(Quote quote)
    {
        bool pair = quote.TeeType == QuoteParser.TeeSgx ? quote.Version == 3 : quote.Version is 4 or 5;
        return !pair ? $"quote version {quote.Version} does not go with TEE type 0x{quote.TeeType:x}: SGX has 3, TDX 4 or 5"
            : quote.KeyType != EcdsaP256 ? $"attestation key type {quote.KeyType} is not {EcdsaP256} (ECDSA P-256)"
            : !quote.QeVendorId.Span.SequenceEqual(IntelQeVendor) ? $"the quoting enclave's vendor {Convert.ToHexString(quote.QeVendorId.Span)} is not Intel"
            : null;
    }

    /// <summary>
    /// PCK certificate, its CA and the root. A quote that carries no chain of its own is helped by collateral, without a root:
    /// the certificate's key then has to have signed the QE report.
    /// </summary>
    private static (X509Certificate2 Pck, X509Certificate2 Ca, X509Certificate2? Root)? Chain(Quote quote, VerificationContext context)
    {
        string? fault = null;
        (X509Certificate2, X509Certificate2, X509Certificate2?)? chain = null;
        if (quote.CertificationType == QuoteParser.PckChain)
        {
            IReadOnlyList<X509Certificate2>? brought = context.Verified.Read(quote.CertificationData, pem => PemCertificates.Read(pem.Span, out fault));
            if (brought is [var leaf, var issuer, var root]) chain = (leaf, issuer, root);
            else fault ??= $"the chain has {brought!.Count} certificates, not 3: the platform's, its CA's and the root's";
        }
        else
        {
            X509Certificate2[] pool = [.. context.Documents.Certificates.Select(entry => entry.Certificate).DistinctBy(certificate => certificate.Thumbprint)];
            X509Certificate2[] leaves = [.. pool.Where(certificate => certificate.Extensions.Any(extension => extension.Oid?.Value == PckExtension.Oid))];
            X509Certificate2[] issuers = leaves.Length == 1 ? [.. pool.Where(certificate => certificate.SubjectName.RawData.AsSpan().SequenceEqual(leaves[0].IssuerName.RawData))] : [];
            if (issuers.Length == 1) chain = (leaves[0], issuers[0], null);
            fault = chain is null ? $"certification data of type {quote.CertificationType} carries no certificate chain, and the collateral has {leaves.Length} PCK certificates and {issuers.Length} of their CA" : null;
        }

        return context.Steps.Check(StepNames.CertificationData, fault, $"certification data of type {quote.CertificationType}") ? chain : null;
    }
}
