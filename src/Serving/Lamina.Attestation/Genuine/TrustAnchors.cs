using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Lamina.Attestation.WellFormed;

namespace Lamina.Attestation.Genuine;

/// <summary>The vendors' certificates that are built in. Roots are trusted; the others only spare a download and are verified like any.</summary>
internal static class TrustAnchors
{
    private static readonly ConditionalWeakTable<X509Certificate2, string> CommonNames = new();
    private static readonly Lazy<X509Certificate2> IntelRootLazy = new(() => Load("intel-sgx-root.pem")[0]);
    private static readonly Lazy<IReadOnlyList<X509Certificate2>> IntelSignersLazy = new(() => Load("intel-tcb-signing.pem"));

    /// <summary>AMD's chains, issuing certificate first, by the issuing certificate's common name.</summary>
    private static readonly Lazy<Dictionary<string, AmdAnchor>> AmdLazy = new(() => new[] { "Milan", "Genoa", "Turin" }
        .SelectMany(product => new[] { "vcek", "vlek" }.Select(key => (Product: product, Chain: Load($"amd-{product.ToLowerInvariant()}-{key}.pem"))))
        .ToDictionary(entry => CommonName(entry.Chain[0]), entry => new AmdAnchor(entry.Product, entry.Chain[0], entry.Chain[1])));

    /// <summary>Intel SGX Root CA, for SGX and TDX alike.</summary>
    public static X509Certificate2 IntelRoot => IntelRootLazy.Value;

    /// <summary>Intel's signing certificates for TCB info and identities: one key, two periods.</summary>
    public static IReadOnlyList<X509Certificate2> IntelSigners => IntelSignersLazy.Value;

    /// <summary>AMD's certificates for keys that a certificate of this common name issued, or null.</summary>
    public static AmdAnchor? Amd(string issuerCommonName) => AmdLazy.Value.GetValueOrDefault(issuerCommonName);

    /// <summary>The subject's common name; asked for many times of the same few certificates.</summary>
    public static string CommonName(X509Certificate2 certificate) => CommonNames.GetValue(certificate, static one => one.GetNameInfo(X509NameType.SimpleName, forIssuer: false));

    private static IReadOnlyList<X509Certificate2> Load(string resource)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"The assembly lacks its resource {resource}.");
        byte[] pem = new byte[stream.Length];
        stream.ReadExactly(pem);
        return PemCertificates.Read(pem, out string? fault) ?? throw new InvalidOperationException($"{resource}: {fault}.");
    }
}

/// <summary>AMD's certificates for one product and kind of key.</summary>
/// <param name="Product"><c>Milan</c>, <c>Genoa</c> or <c>Turin</c>.</param>
/// <param name="Issuer">ASK or ASVK.</param>
/// <param name="Root">ARK.</param>
internal sealed record AmdAnchor(string Product, X509Certificate2 Issuer, X509Certificate2 Root);
