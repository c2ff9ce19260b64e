using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lamina.Attestation.Collateral;

namespace Lamina.Attestation.Genuine;

/// <summary>Chains of exactly known shape: a leaf, perhaps one intermediate, and a root that was trusted beforehand.</summary>
internal static class CertificateChain
{
    /// <summary>Null if the chain holds at this time, else why not.</summary>
    /// <param name="chain">Leaf first, root last; the root is trusted as it is.</param>
    /// <param name="now">The clock.</param>
    /// <param name="verified">Remembers signatures that were good.</param>
    public static string? Fault(IReadOnlyList<X509Certificate2> chain, DateTimeOffset now, VerifiedBefore verified)
    {
        for (int i = 0; i < chain.Count; i++)
        {
            bool isLeaf = i == 0;
            string name = TrustAnchors.CommonName(chain[i]);
            if (Period(chain[i], now) is { } period) return $"certificate '{name}' {period}";
            if (IsAuthority(chain[i]) == isLeaf) return $"certificate '{name}' is {(isLeaf ? "an authority's, not a leaf" : "no authority's")}";
            if (!isLeaf && !chain[i - 1].IssuerName.RawData.AsSpan().SequenceEqual(chain[i].SubjectName.RawData)) return $"'{name}' is not the issuer of '{TrustAnchors.CommonName(chain[i - 1])}'";
        }

        bool good = verified.Holds(() => Build(chain, now), [.. chain.Select(certificate => certificate.RawDataMemory), "chain"u8.ToArray()]);
        return good ? null : $"the chain from '{TrustAnchors.CommonName(chain[0])}' to '{TrustAnchors.CommonName(chain[^1])}' does not verify";
    }

    /// <summary>Null if the certificate is valid at this time, else a phrase that says when it is.</summary>
    public static string? Period(X509Certificate2 certificate, DateTimeOffset now)
    {
        DateTimeOffset from = certificate.NotBefore.ToUniversalTime();
        DateTimeOffset until = certificate.NotAfter.ToUniversalTime();
        return now < from ? $"is valid only from {Text(from)}" : now > until ? $"expired on {Text(until)}" : null;
    }

    public static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);

    private static bool Build(IReadOnlyList<X509Certificate2> certificates, DateTimeOffset now)
    {
        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck, // lists are judged by Revocation, from collateral alone
                DisableCertificateDownloads = true,
                VerificationTime = now.UtcDateTime,
            },
        };
        chain.ChainPolicy.CustomTrustStore.Add(certificates[^1]);
        foreach (X509Certificate2 intermediate in certificates.Skip(1).SkipLast(1)) chain.ChainPolicy.ExtraStore.Add(intermediate);
        try
        {
            return chain.Build(certificates[0]) && chain.ChainElements.Count == certificates.Count
                && chain.ChainElements.Zip(certificates).All(pair => pair.First.Certificate.RawDataMemory.Span.SequenceEqual(pair.Second.RawDataMemory.Span));
        }
        catch (CryptographicException)
        {
            return false; // a certificate that loads but whose key or extension cannot be read
        }
        finally
        {
            foreach (X509ChainElement element in chain.ChainElements) element.Certificate.Dispose();
        }
    }
}
