using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Lamina.Attestation.WellFormed;

/// <summary>Certificates from bytes that nobody vouches for: what cannot be read is a fault, not an exception.</summary>
internal static class PemCertificates
{
    private const int Max = 8;

    /// <summary>All certificates of a chain as PEM, in order; null and the fault if one cannot be read.</summary>
    public static IReadOnlyList<X509Certificate2>? Read(ReadOnlySpan<byte> pem, out string? fault)
    {
        List<X509Certificate2> certificates = [];
        while (PemEncoding.TryFindUtf8(pem, out PemFields fields))
        {
            byte[] der = new byte[fields.DecodedDataLength];
            bool decoded = Convert.TryFromBase64String(Encoding.UTF8.GetString(pem[fields.Base64Data]), der, out _);
            if (certificates.Count == Max || !pem[fields.Label].SequenceEqual("CERTIFICATE"u8) || !decoded || Load(der) is not { } certificate)
            {
                fault = certificates.Count == Max ? $"more than {Max} certificates in a chain" : $"certificate {certificates.Count + 1} of the chain cannot be read";
                return null;
            }

            certificates.Add(certificate);
            pem = pem[fields.Location.End.Value..];
        }

        fault = certificates.Count == 0 ? "there is no certificate in PEM" : null;
        return fault is null ? certificates : null;
    }

    /// <summary>One certificate from DER, or null.</summary>
    public static X509Certificate2? Load(ReadOnlySpan<byte> der)
    {
        try
        {
            // The loader would also take other containers; a certificate is a sequence, and nothing follows it.
            return der.Length > 0 && der[0] == 0x30 ? X509CertificateLoader.LoadCertificate(der) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
