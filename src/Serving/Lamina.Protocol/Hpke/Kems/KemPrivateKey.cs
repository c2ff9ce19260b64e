namespace Lamina.Protocol.Hpke.Kems;

/// <summary>A private key with its public key. Safe for concurrent decapsulation; wiped when disposed.</summary>
internal abstract class KemPrivateKey : IDisposable
{
    /// <summary>The serialized public key.</summary>
    public abstract ReadOnlySpan<byte> PublicKey { get; }

    /// <summary>Recovers the shared secret; false if the encapsulation is not valid. Some KEMs answer a wrong one with a random secret instead.</summary>
    public abstract bool TryDecapsulate(ReadOnlySpan<byte> encapsulation, Span<byte> sharedSecret);

    /// <inheritdoc/>
    public abstract void Dispose();
}
