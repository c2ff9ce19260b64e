using System.Security.Cryptography.X509Certificates;

namespace Lamina.OpenInference.Server.Listening;

/// <summary>TLS of TCP addresses.</summary>
public sealed record TlsOptions
{
    /// <summary>This server's certificate with its private key. Owned by the caller, who keeps it until the server has stopped.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary>Roots of the clients that may connect; null lets any client in. Owned by the caller.</summary>
    public X509Certificate2Collection? ClientRoots { get; init; }
}
