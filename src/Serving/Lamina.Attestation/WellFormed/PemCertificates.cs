using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Lamina.Attestation.WellFormed;

/// <summary>Certificates from bytes that nobody vouches for: what cannot be read is a fault, not an exception.</summary>
internal static class PemCertificates
{
    private const int Max = 8;

    /// <summary>
    /// All certificates of a chain as PEM, in order; null and the fault if one cannot be read. Between the blocks only white
    /// space may stand, and base64 must be the canonical one: a chain inside evidence has one spelling.
    /// </summary>
    public static IReadOnlyList<X509Certificate2>? Read(ReadOnlySpan<byte> pem, out string? fault)
    {
        List<X509Certificate2> certificates = [];
        while (PemEncoding.TryFindUtf8(pem, out PemFields fields))
        {
            string base64 = string.Concat(Encoding.UTF8.GetString(pem[fields.Base64Data]).Where(letter => !char.IsWhiteSpace(letter)));
            byte[] der = new byte[fields.DecodedDataLength];
            bool canonical = IsBlank(pem[..fields.Location.Start.Value]) && Convert.TryFromBase64String(base64, der, out _) && Convert.ToBase64String(der) == base64;
            if (certificates.Count == Max || !pem[fields.Label].SequenceEqual("CERTIFICATE"u8) || !canonical || Load(der) is not { } certificate)
            {
                fault = certificates.Count == Max ? $"more than {Max} certificates in a chain" : $"certificate {certificates.Count + 1} of the chain cannot be read";
                return null;
            }

            certificates.Add(certificate);
            pem = pem[fields.Location.End.Value..];
        }

        fault = certificates.Count == 0 ? "there is no certificate in PEM"
            : IsBlank(pem) ? null
            : $"after certificate {certificates.Count} of the chain stands what is no certificate";
        return fault is null ? certificates : null;
    }

    /// <summary>Quotes end their chain with a zero byte.</summary>
    private static bool IsBlank(ReadOnlySpan<byte> text) => text.IndexOfAnyExcept(" \t\r\n\0"u8) < 0;

    /// <summary>
    /// One certificate from DER, or null. The loader decodes much of a certificate only when it is asked for, and then throws;
    /// so everything that a verification asks for is asked for here once.
    /// </summary>
    public static X509Certificate2? Load(ReadOnlySpan<byte> der)
    {
        if (der.Length == 0 || der[0] != 0x30) return null; // the loader would also take other containers
        X509Certificate2? certificate = null;
        try
        {
            certificate = X509CertificateLoader.LoadCertificate(der);
            _ = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) + certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true);
            _ = (certificate.NotBefore, certificate.NotAfter, certificate.SerialNumberBytes, certificate.SubjectName.RawData, certificate.IssuerName.RawData);
            foreach (X509Extension extension in certificate.Extensions)
            {
                if (extension is X509BasicConstraintsExtension constraints) _ = constraints.CertificateAuthority;
            }

            certificate.GetECDsaPublicKey()?.Dispose();
            certificate.GetRSAPublicKey()?.Dispose();
            return certificate.RawDataMemory.Span.SequenceEqual(der) ? certificate : null; // nothing may follow it
        }
        catch (Exception error) when (error is CryptographicException or AsnContentException or PlatformNotSupportedException or ArgumentException)
        {
            certificate?.Dispose();
            return null;
        }
    }
}
