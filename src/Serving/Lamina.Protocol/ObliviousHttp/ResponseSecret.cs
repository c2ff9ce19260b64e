using System.Security.Cryptography;
using Lamina.Protocol.Hpke;
using Lamina.Protocol.Hpke.Aeads;
using Lamina.Protocol.Memory;

namespace Lamina.Protocol.ObliviousHttp;

/// <summary>
/// What both sides of one request derive the keys of its response from (RFC 9458 section 4.4). Every response draws a
/// nonce of its own, so no key ever seals twice. Wiped when disposed.
/// </summary>
internal sealed class ResponseSecret : IDisposable
{
    private readonly HpkeSuite _suite;
    private readonly byte[] _encapsulation;
    private readonly SecretBytes _secret;

    /// <summary>Exports the secret from the request's context, which may be disposed afterwards.</summary>
    public ResponseSecret(HpkeContext context, ReadOnlySpan<byte> encapsulation, MessageForm form)
    {
        _suite = context.Suite;
        _encapsulation = encapsulation.ToArray();
        _secret = new SecretBytes(NonceLength(_suite));
        context.Export(form.ResponseLabel, _secret.Span);
    }

    /// <summary>Bytes that the response nonce takes ahead of the ciphertext; for a chunked response, all the overhead but the chunks'.</summary>
    public int ResponseNonceLength => NonceLength(_suite);

    /// <summary>Bytes that encapsulating adds to a response: nonce and tag.</summary>
    public static int Overhead(HpkeSuite suite) => NonceLength(suite) + AeadKey.TagLength;

    /// <summary>Writes nonce, ciphertext and tag.</summary>
    public byte[] Seal(ReadOnlySpan<byte> plaintext)
    {
        Span<byte> responseNonce = stackalloc byte[ResponseNonceLength];
        RandomNumberGenerator.Fill(responseNonce);
        return Seal(plaintext, responseNonce);
    }

    /// <summary>The same with a given nonce: test vectors only.</summary>
    internal byte[] Seal(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> responseNonce)
    {
        byte[] encapsulated = GC.AllocateUninitializedArray<byte>(responseNonce.Length + plaintext.Length + AeadKey.TagLength);
        responseNonce.CopyTo(encapsulated);
        Span<byte> nonce = stackalloc byte[AeadKey.NonceLength];
        using AeadKey aead = DeriveKey(responseNonce, nonce);
        aead.Seal(nonce, plaintext, default, encapsulated.AsSpan(responseNonce.Length));
        return encapsulated;
    }

    /// <summary>Opens an encapsulated response; null if it is not the one that was sealed for this request.</summary>
    public SecretBytes? Open(ReadOnlySpan<byte> encapsulated)
    {
        if (encapsulated.Length < ResponseNonceLength + AeadKey.TagLength)
        {
            return null;
        }

        Span<byte> nonce = stackalloc byte[AeadKey.NonceLength];
        using AeadKey aead = DeriveKey(encapsulated[..ResponseNonceLength], nonce);
        var plaintext = new SecretBytes(encapsulated.Length - ResponseNonceLength - AeadKey.TagLength);
        if (aead.TryOpen(nonce, encapsulated[ResponseNonceLength..], default, plaintext.Span))
        {
            return plaintext;
        }

        plaintext.Dispose();
        return null;
    }

    /// <summary>Key and nonce for one response nonce: Extract(enc || response_nonce, secret), then Expand "key" and "nonce".</summary>
    public AeadKey DeriveKey(ReadOnlySpan<byte> responseNonce, Span<byte> nonce)
    {
        byte[] salt = [.. _encapsulation, .. responseNonce];
        using var secrets = new SecretBytes(SHA256.HashSizeInBytes + AeadKey.KeyLength(_suite.Aead));
        Span<byte> prk = secrets.Span[..SHA256.HashSizeInBytes];
        Span<byte> key = secrets.Span[SHA256.HashSizeInBytes..];
        HKDF.Extract(HashAlgorithmName.SHA256, _secret.Span, salt, prk);
        HKDF.Expand(HashAlgorithmName.SHA256, prk, key, "key"u8);
        HKDF.Expand(HashAlgorithmName.SHA256, prk, nonce, "nonce"u8);
        return AeadKey.Create(_suite.Aead, key);
    }

    public void Dispose() => _secret.Dispose();

    private static int NonceLength(HpkeSuite suite) => Math.Max(AeadKey.NonceLength, AeadKey.KeyLength(suite.Aead));
}
