using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lamina.Attestation.Collateral;
using Lamina.Attestation.WellFormed;

namespace Lamina.Attestation.Genuine;

/// <summary>
/// Revocation by lists that came as collateral (RFC 5280, section 6.3, without downloads). A missing list, one by another
/// issuer in its place, one that its issuer did not sign, and one out of its period are all refusals.
/// </summary>
internal static class Revocation
{
    private const string EcdsaSha256 = "1.2.840.10045.4.3.2";
    private const string EcdsaSha384 = "1.2.840.10045.4.3.3";
    private const string RsaPss = "1.2.840.113549.1.1.10";

    /// <summary>SHA-384, MGF1 with SHA-384 and a salt of 48 bytes: what AMD uses. The trailer field may be written out or left to its default.</summary>
    private static readonly byte[][] PssSha384 =
    [
        Convert.FromHexString("3034A00F300D06096086480165030402020500A11C301A06092A864886F70D010108300D06096086480165030402020500A203020130"),
        Convert.FromHexString("3039A00F300D06096086480165030402020500A11C301A06092A864886F70D010108300D06096086480165030402020500A203020130A303020101"),
    ];

    /// <summary>The list of one issuer, recorded as a step; null if there is none to rely on.</summary>
    public static RevocationList? Find(VerificationContext context, string step, X509Certificate2 issuer)
    {
        string name = TrustAnchors.CommonName(issuer);
        RevocationList[] own = [.. context.Documents.RevocationLists.Where(list => list.Issuer.Span.SequenceEqual(issuer.SubjectName.RawData))];
        if (context.Only(step, own, list => list.Bytes, list => list.Source, $"there is no revocation list of '{name}'") is not { } found) return null;
        context.Use(found);
        string? fault = !context.Verified.Holds(() => IsSignedBy(found, issuer), context.Verified.DigestOf(found, found.Bytes), issuer.RawDataMemory, "list"u8.ToArray()) ? $"the revocation list of '{name}' is not signed by it"
            : context.Now < found.ThisUpdate ? $"the revocation list of '{name}' is valid only from {CertificateChain.Text(found.ThisUpdate)}"
            : context.Now >= found.NextUpdate ? $"the revocation list of '{name}' expired on {CertificateChain.Text(found.NextUpdate)}"
            : null;
        if (!context.Steps.Check(step, fault, $"the list of '{name}' is signed and current until {CertificateChain.Text(found.NextUpdate)}")) return null;
        context.Trust(new CollateralVersion($"revocation-list {Convert.ToHexString(SHA256.HashData(issuer.SubjectName.RawData))}", found.Number ?? 0, found.ThisUpdate));
        return found;
    }

    /// <summary>True if the list names the certificate.</summary>
    public static bool Names(RevocationList list, X509Certificate2 certificate) =>
        list.Revoked.Contains(new BigInteger(certificate.SerialNumberBytes.Span, isUnsigned: false, isBigEndian: true));

    private static bool IsSignedBy(RevocationList list, X509Certificate2 issuer)
    {
        try
        {
            if (list.Algorithm is EcdsaSha256 or EcdsaSha384)
            {
                using ECDsa? key = issuer.GetECDsaPublicKey();
                HashAlgorithmName hash = list.Algorithm == EcdsaSha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA384;
                return key is not null && list.Parameters.IsEmpty && key.VerifyData(list.Signed.Span, list.Signature.Span, hash, DSASignatureFormat.Rfc3279DerSequence);
            }

            using RSA? rsa = issuer.GetRSAPublicKey();
            return rsa is not null && list.Algorithm == RsaPss
                && PssSha384.Any(parameters => list.Parameters.Span.SequenceEqual(parameters))
                && rsa.VerifyData(list.Signed.Span, list.Signature.Span, HashAlgorithmName.SHA384, RSASignaturePadding.Pss);
        }
        catch (Exception error) when (error is CryptographicException or AsnContentException)
        {
            return false;
        }
    }
}
