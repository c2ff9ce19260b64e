using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lamina.OpenInference.Server.Listening;

namespace Lamina.Worker.Hosting;

/// <summary>Certificates from the files that the options name.</summary>
internal static class TlsFiles
{
    /// <exception cref="IOException">A file cannot be read or holds no certificate.</exception>
    public static TlsOptions? Load(WorkerOptions options)
    {
        if (options.TlsCertificate.Value.Length == 0)
        {
            return null;
        }

        try
        {
            X509Certificate2Collection? roots = null;
            if (options.TlsClientRoots.Value.Length > 0)
            {
                roots = [];
                roots.ImportFromPemFile(options.TlsClientRoots.Value);
                if (roots.Count == 0)
                {
                    throw new IOException($"'{options.TlsClientRoots.Value}' holds no certificate");
                }
            }

            return new TlsOptions { Certificate = X509Certificate2.CreateFromPemFile(options.TlsCertificate.Value, options.TlsKey.Value), ClientRoots = roots };
        }
        catch (Exception unusable) when (unusable is CryptographicException or UnauthorizedAccessException)
        {
            throw new IOException($"the TLS files cannot be used: {unusable.Message}", unusable);
        }
    }
}
