using System.Security.Cryptography;

namespace Lamina.Protocol.Hpke.Aeads;

/// <summary>A keyed AEAD; the key lies in the platform library's own memory until disposed (RFC 9180 section 7.3).</summary>
internal abstract class AeadKey : IDisposable
{
    /// <summary>Nn: all three AEADs take 12 bytes.</summary>
    public const int NonceLength = 12;

    /// <summary>Nt: all three AEADs append 16 bytes.</summary>
    public const int TagLength = 16;

    /// <summary>Nk of an AEAD; 0 where it encrypts nothing.</summary>
    public static int KeyLength(HpkeAead aead) => aead switch
    {
        HpkeAead.Aes128Gcm => 16,
        HpkeAead.Aes256Gcm => 32,
        HpkeAead.ChaCha20Poly1305 => 32,
        HpkeAead.ExportOnly => 0,
        _ => throw new NotSupportedException($"AEAD 0x{(ushort)aead:x4} is not offered."),
    };

    /// <summary>Keys an AEAD. <paramref name="key"/> stays the caller's to wipe.</summary>
    public static AeadKey Create(HpkeAead aead, ReadOnlySpan<byte> key) => aead switch
    {
        HpkeAead.Aes128Gcm or HpkeAead.Aes256Gcm => new GcmKey(key),
        HpkeAead.ChaCha20Poly1305 => new ChaChaKey(key),
        _ => throw new NotSupportedException($"AEAD 0x{(ushort)aead:x4} does not encrypt."),
    };

    /// <summary>Writes ciphertext and tag: <paramref name="destination"/> is 16 bytes longer than <paramref name="plaintext"/>.</summary>
    public void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> aad, Span<byte> destination) =>
        SealCore(nonce, plaintext, destination[..^TagLength], destination[^TagLength..], aad);

    /// <summary>Answers false, with <paramref name="destination"/> zeroed, if the tag does not fit.</summary>
    public bool TryOpen(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> aad, Span<byte> destination)
    {
        if (ciphertext.Length < TagLength)
        {
            return false;
        }

        try
        {
            OpenCore(nonce, ciphertext[..^TagLength], ciphertext[^TagLength..], destination, aad);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            CryptographicOperations.ZeroMemory(destination);
            return false;
        }
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    protected abstract void SealCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> tag, ReadOnlySpan<byte> aad);

    protected abstract void OpenCore(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, Span<byte> plaintext, ReadOnlySpan<byte> aad);
}
