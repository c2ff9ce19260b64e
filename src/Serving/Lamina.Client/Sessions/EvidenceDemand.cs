using System.Security.Cryptography.X509Certificates;
using Lamina.Attestation.Policies;
using Lamina.Protocol.Binding;

namespace Lamina.Client.Sessions;

/// <summary>What is demanded of one bundle.</summary>
public sealed record EvidenceDemand
{
    /// <summary>What the hardware, the program and the plan must be.</summary>
    public required Policy Policy { get; init; }

    /// <summary>The nonce that was sent; empty where the policy accepts epoch evidence.</summary>
    public required ReadOnlyMemory<byte> Nonce { get; init; }

    /// <summary>What the keys must be for. Default <see cref="BindingPurpose.Serve"/>.</summary>
    public BindingPurpose Purpose { get; init; }

    /// <summary>Replaces the vendor's root. For tests with a PKI of their own: nobody else may set it, so it is not public.</summary>
    internal X509Certificate2? TrustRoot { get; init; }
}
