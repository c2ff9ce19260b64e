using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lamina.Shared.ProgramOptions;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Lamina.Enclave.Hosting;

/// <summary>Certificates from files: the enclave's own towards clients, and what it shows and trusts towards workers.</summary>
internal static class ServerTls
{
    /// <summary>TLS towards clients; null without a certificate.</summary>
    /// <param name="certificate">PEM file: the certificate, then those between it and its root. Empty for none.</param>
    /// <param name="key">PEM file with its private key.</param>
    /// <exception cref="EnclaveStartException">A file cannot be used.</exception>
    public static HttpsConnectionAdapterOptions? Load(string certificate, string key)
    {
        if (LoadCertificate(certificate, key) is not { } own)
        {
            return null;
        }

        return new HttpsConnectionAdapterOptions
        {
            ServerCertificate = own,
            ServerCertificateChain = LoadRoots(certificate),
            SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        };
    }

    /// <summary>A certificate with its private key; null without a file.</summary>
    /// <exception cref="EnclaveStartException">A file cannot be used.</exception>
    public static X509Certificate2? LoadCertificate(string certificate, string key) =>
        certificate.Length == 0 ? null : Read(certificate, () => X509Certificate2.CreateFromPemFile(certificate, key));

    /// <summary>All certificates of a PEM file; null without a file.</summary>
    /// <exception cref="EnclaveStartException">The file cannot be used.</exception>
    public static X509Certificate2Collection? LoadRoots(string file) => file.Length == 0 ? null : Read(file, () =>
    {
        X509Certificate2Collection all = [];
        all.ImportFromPemFile(file);
        return all.Count > 0 ? all : throw new CryptographicException("it holds no certificate");
    });

    private static T Read<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception unusable) when (unusable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new EnclaveStartException(ExitCode.Failed, $"the TLS file '{file}' cannot be used: {unusable.Message}", unusable);
        }
    }
}
