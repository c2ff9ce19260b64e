using System.Security.Cryptography;

namespace Lamina.Protocol.Hpke.Aeads;

/// <summary>AES-GCM with a key of 16 or 32 bytes (NIST SP 800-38D).</summary>
internal sealed class GcmKey(ReadOnlySpan<byte> key) : AeadKey
{
    private readonly AesGcm _gcm = new(key, TagLength);

    public override void Dispose() => _gcm.Dispose();

    protected override void SealCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> tag, ReadOnlySpan<byte> aad) =>
        _gcm.Encrypt(nonce, plaintext, ciphertext, tag, aad);

    protected override void OpenCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, Span<byte> plaintext, ReadOnlySpan<byte> aad) =>
        _gcm.Decrypt(nonce, ciphertext, tag, plaintext, aad);
}
