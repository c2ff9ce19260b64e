using System.Security.Cryptography;

namespace Lamina.Protocol.Hpke.Aeads;

/// <summary>ChaCha20-Poly1305 (RFC 8439).</summary>
internal sealed class ChaChaKey(ReadOnlySpan<byte> key) : AeadKey
{
    private readonly ChaCha20Poly1305 _chacha = new(key);

    public override void Dispose() => _chacha.Dispose();

    protected override void SealCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> tag, ReadOnlySpan<byte> aad) =>
        _chacha.Encrypt(nonce, plaintext, ciphertext, tag, aad);

    protected override void OpenCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, Span<byte> plaintext, ReadOnlySpan<byte> aad) =>
        _chacha.Decrypt(nonce, ciphertext, tag, plaintext, aad);
}
