using Lamina.OpenInference.Server.Listening;

namespace Lamina.OpenInference.Server;

/// <summary>Where and how an OIP server listens.</summary>
public sealed record OipServerOptions
{
    /// <summary>Addresses; each answers REST and gRPC alike.</summary>
    public required IReadOnlyList<ListenAddress> Listen { get; init; }

    /// <summary>Ceilings on requests. Set <see cref="InferLimits.MaxMessageBytes"/> from the models' tensors.</summary>
    public InferLimits Limits { get; init; } = new();

    /// <summary>TLS for TCP addresses; null for cleartext.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>Longest wait at the end for requests that are under way. Default 10 s.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
