using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lamina.Attestation.Policies;
using Lamina.Attestation.WellFormed;

namespace Lamina.Attestation.Genuine;

/// <summary>
/// Is a SEV-SNP report genuine? Its key's certificate (VCEK of the chip, or VLEK of the provider) chains to AMD's root of that
/// product, speaks of the versions and the chip that the report names, is not revoked, and signed the report.
/// </summary>
internal static class SnpVerifier
{
    public static readonly string[] Planned =
    [
        StepNames.WellFormed, StepNames.CollateralRead, StepNames.SnpCertificate, StepNames.RootCa, StepNames.SnpChain, StepNames.SnpCrl, StepNames.SnpRevocation,
        StepNames.CollateralUnambiguous, StepNames.SnpProduct, StepNames.SnpCertificateTcb, StepNames.SnpCertificateChip, StepNames.SnpSignature, StepNames.SnpGuestPolicy,
    ];

    public static SnpClaims? Verify(ReadOnlyMemory<byte> evidence, VerificationContext context)
    {
        StepList steps = context.Steps;
        SnpReport? report = SnpReport.Parse(evidence, out string? fault);
        if (!steps.Check(StepNames.WellFormed, fault, $"report version {report?.Version}")) return null;
        SnpClaims claims = Claims(report!);
        context.CheckReadable();
        if (SnpCertificates.Find(report!, context) is not { } chain) return claims;

        if (context.RevocationRequired)
        {
            if (Revocation.Find(context, StepNames.SnpCrl, chain.Root) is { } list)
            {
                X509Certificate2? revoked = new[] { chain.Issuer, chain.Leaf.Certificate }.FirstOrDefault(certificate => Revocation.Names(list, certificate) && certificate.IssuerName.RawData.AsSpan().SequenceEqual(chain.Root.SubjectName.RawData));
                steps.Check(StepNames.SnpRevocation, revoked is null, "no certificate in use is revoked", $"AMD revoked '{(revoked is null ? "" : TrustAnchors.CommonName(revoked))}'");
            }
        }
        else
        {
            steps.Skip(StepNames.SnpCrl, VerificationContext.NoRevocation);
            steps.Skip(StepNames.SnpRevocation, VerificationContext.NoRevocation);
        }

        context.CloseCollateral();
        CheckReport(report!, chain, steps);
        return claims with { Tcb = SnpKeyCertificate.TcbOf(chain.Product, report!.ReportedTcb.Span) };
    }

    private static void CheckReport(SnpReport report, SnpChain chain, StepList steps)
    {
        SnpKeyCertificate leaf = chain.Leaf;
        string? named = report.Processor is { } processor ? ProductOf(processor.Family, processor.Model) : chain.Product;
        steps.Check(StepNames.SnpProduct, named == chain.Product, chain.Product, $"the report is of {named ?? "an unknown processor"}, the certificate of {chain.Product}");
        SnpTcb reported = SnpKeyCertificate.TcbOf(chain.Product, report.ReportedTcb.Span);
        steps.Check(StepNames.SnpCertificateTcb, leaf.Tcb(chain.Product) == reported, $"{reported}", $"the certificate is for {leaf.Tcb(chain.Product)}, the report says {reported}");
        steps.Check(StepNames.SnpCertificateChip, leaf.ChipFault(report), report.SigningKey == 0 ? "the certificate is of the report's chip" : "a provider's key has no chip");
        using ECDsa? key = leaf.Certificate.GetECDsaPublicKey();
        bool signed = key is { KeySize: 384 } && key.VerifyData(report.Signed.Span, report.Signature(), HashAlgorithmName.SHA384);
        steps.Check(StepNames.SnpSignature, signed, "the certified key signed the report", "the report is not signed by the certified key");
        bool possible = (report.Policy >> SnpGuestPolicyBits.ReservedOne & 1) == 1 && report.Policy >> 26 == 0;
        steps.Check(StepNames.SnpGuestPolicy, possible, $"guest policy 0x{report.Policy:x}", $"guest policy 0x{report.Policy:x} is none that the firmware accepts: bit 17 must be set, bits above 25 clear");
    }

    /// <summary>AMD's product of a processor (AMD64 architecture programmer's manual, CPUID family and model).</summary>
    public static string? ProductOf(byte family, byte model) => (family, model) switch
    {
        (0x19, <= 0x0F) => "Milan",
        (0x19, (>= 0x10 and <= 0x1F) or (>= 0xA0 and <= 0xAF)) => "Genoa",
        (0x1A, <= 0x1F) => "Turin",
        _ => null,
    };

    private static SnpClaims Claims(SnpReport report) => new()
    {
        Measurement = report.Measurement,
        HostData = report.HostData,
        IdKeyDigest = report.IdKeyDigest,
        GuestPolicy = report.Policy,
        Vmpl = (int)report.Vmpl,
        SigningKey = report.SigningKey == 0 ? SnpSigningKey.Vcek : SnpSigningKey.Vlek,
        Debug = (report.Policy >> SnpGuestPolicyBits.Debug & 1) == 1,
        ReportData = report.ReportData,
    };
}
