using System.Security.Cryptography.X509Certificates;
using Lamina.Attestation.WellFormed;

namespace Lamina.Attestation.Genuine;

/// <summary>A verified chain of SEV-SNP certificates.</summary>
internal sealed record SnpChain(SnpKeyCertificate Leaf, X509Certificate2 Issuer, X509Certificate2 Root, string Product);

/// <summary>Finds the certificates for a report among the collateral and verifies their chain.</summary>
internal static class SnpCertificates
{
    public static SnpChain? Find(SnpReport report, VerificationContext context)
    {
        StepList steps = context.Steps;
        if (FindLeaf(report, context) is not { } leaf) return null;
        steps.Pass(StepNames.SnpCertificate, $"'{TrustAnchors.CommonName(leaf.Certificate)}'");

        string issuerName = leaf.Certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true);
        bool wantsVlek = report.SigningKey == 1;
        AmdAnchor? anchor = TrustAnchors.Amd(issuerName);
        if (anchor is null || issuerName.Contains("VLEK", StringComparison.Ordinal) != wantsVlek)
        {
            steps.Fail(StepNames.SnpChain, $"'{issuerName}' issues no {(wantsVlek ? "VLEK" : "VCEK")} of a known product");
            return null;
        }

        X509Certificate2 root = context.TrustRoot ?? anchor.Root;
        bool stranger = context.Documents.Certificates.Any(entry => Same(entry.Certificate.SubjectName, root.SubjectName) && !Same(entry.Certificate, root));
        if (!steps.Check(StepNames.RootCa, !stranger, $"the pinned '{TrustAnchors.CommonName(root)}'", $"the collateral brings another '{TrustAnchors.CommonName(root)}' than the pinned one")) return null;
        if (FindIssuer(leaf.Certificate, anchor, context) is not { } issuer) return null;
        return steps.Check(StepNames.SnpChain, CertificateChain.Fault([leaf.Certificate, issuer, root], context.Now, context.Verified), $"issued by '{issuerName}', that by '{TrustAnchors.CommonName(root)}'")
            ? new SnpChain(leaf, issuer, root, anchor.Product)
            : null;
    }

    /// <summary>One certificate of the right kind, or, of several, the one that is for this chip and these versions.</summary>
    private static SnpKeyCertificate? FindLeaf(SnpReport report, VerificationContext context)
    {
        string kind = report.SigningKey == 1 ? "VLEK" : "VCEK";
        SnpKeyCertificate[] all = [.. context.Documents.Certificates.Select(SnpKeyCertificate.Read).OfType<SnpKeyCertificate>().Where(leaf => leaf.IsVlek == (kind == "VLEK")).DistinctBy(leaf => leaf.Certificate.Thumbprint)];
        SnpKeyCertificate[] fitting = all.Length == 1 ? all : [.. all.Where(leaf => leaf.Fits(report))];
        return context.Only(StepNames.SnpCertificate, fitting, leaf => leaf.Certificate.RawDataMemory, leaf => leaf.Source,
            all.Length == 0 ? $"there is no {kind} certificate: get it from AMD's key distribution service, or the host's certificate table" : $"none of the {all.Length} {kind} certificates is for this chip and these versions");
    }

    /// <summary>The issuing certificate that was given, else the built-in one.</summary>
    private static X509Certificate2? FindIssuer(X509Certificate2 leaf, AmdAnchor anchor, VerificationContext context)
    {
        Collateral.SourcedCertificate[] given = [.. context.Documents.Certificates.Where(entry => Same(entry.Certificate.SubjectName, leaf.IssuerName))];
        if (given.Length == 0) return anchor.Issuer;
        return context.Only(StepNames.SnpChain, given, entry => entry.Certificate.RawDataMemory, entry => entry.Source, "")?.Certificate;
    }

    private static bool Same(X500DistinguishedName one, X500DistinguishedName other) => one.RawData.AsSpan().SequenceEqual(other.RawData);

    private static bool Same(X509Certificate2 one, X509Certificate2 other) => one.RawDataMemory.Span.SequenceEqual(other.RawDataMemory.Span);
}
