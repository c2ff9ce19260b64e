using System.Security.Cryptography.X509Certificates;

namespace Lamina.OpenInference.Client;

/// <summary>How to reach an OIP server.</summary>
public sealed record OipClientOptions
{
    /// <summary>Where it listens.</summary>
    public required OipAddress Address { get; init; }

    /// <summary>Ceilings on requests and, but for <see cref="MaxAnswerBytes"/>, on answers. Set <see cref="InferLimits.MaxMessageBytes"/> from the tensors: gRPC's own default of 4 MB is below early cuts.</summary>
    public InferLimits Limits { get; init; } = new();

    /// <summary>
    /// Bytes of one answer, at least 1; null for <see cref="InferLimits.MaxMessageBytes"/>, which is then the ceiling of both directions. Of an answer all but the
    /// tensors' contents may take 64 KiB.
    /// </summary>
    public int? MaxAnswerBytes { get; init; }

    /// <summary>Longest wait for an answer, connecting included. Default 30 s.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait for a connection. Default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Roots that the server's certificate must lead to; null for the system's. Only with <c>https</c>. Owned by the caller.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    /// <summary>This side's certificate with its private key, for servers that ask for one. Only with <c>https</c>. Owned by the caller.</summary>
    public X509Certificate2? ClientCertificate { get; init; }
}
