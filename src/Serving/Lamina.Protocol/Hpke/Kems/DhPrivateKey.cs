namespace Lamina.Protocol.Hpke.Kems;

/// <summary>A private key of a <see cref="DhKem"/>.</summary>
internal abstract class DhPrivateKey(DhKem kem) : KemPrivateKey
{
    public sealed override bool TryDecapsulate(ReadOnlySpan<byte> encapsulation, Span<byte> sharedSecret) =>
        kem.TryDecapsulate(this, encapsulation, sharedSecret);

    /// <summary>DH(sk, pk) into 32 bytes; false if the peer's key is not valid (RFC 9180 section 7.1.4).</summary>
    public abstract bool TryAgree(ReadOnlySpan<byte> peerPublicKey, Span<byte> dh);
}
