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
    private readonly MessageForm _form;
    private readonly byte[] _encapsulation;
    private readonly SecretBytes _secret;

    /// <summary>Exports the secret from the request's context, which may be disposed afterwards.</summary>
    public ResponseSecret(HpkeContext context, ReadOnlySpan<byte> encapsulation, MessageForm form)
    {
        _suite = context.Suite;
        _form = form;
        _encapsulation = encapsulation.ToArray();
        _secret = new SecretBytes(NonceLength(_suite));
        try
        {
            context.Export(form.ResponseLabel(), _secret.Span);
        }
        catch
        {
            _secret.Dispose();
            throw;
        }
    }

    /// <summary>Bytes that encapsulating makes of a response.</summary>
    public static int SealedLength(HpkeSuite suite, MessageForm form, int plaintextLength) => NonceLength(suite) + (form is MessageForm.Whole
        ? plaintextLength + AeadKey.TagLength
        : ChunkedMessage.SealedLength(plaintextLength));

    /// <summary>Writes a fresh response nonce and the ciphertext, in the form of the request.</summary>
    /// <param name="plaintext">The response.</param>
    /// <param name="encapsulated">Exactly <see cref="SealedLength"/> bytes.</param>
    public void SealInto(ReadOnlySpan<byte> plaintext, Span<byte> encapsulated)
    {
        Span<byte> responseNonce = stackalloc byte[NonceLength(_suite)];
        RandomNumberGenerator.Fill(responseNonce);
        SealInto(plaintext, responseNonce, encapsulated, ChunkedMessage.ChunkLength);
    }

    /// <summary>The same with a given nonce: test vectors only.</summary>
    internal byte[] Seal(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> responseNonce, int chunkLength = ChunkedMessage.ChunkLength)
    {
        int length = _form is MessageForm.Whole ? plaintext.Length + AeadKey.TagLength : ChunkedMessage.SealedLength(plaintext.Length, chunkLength);
        byte[] encapsulated = GC.AllocateUninitializedArray<byte>(responseNonce.Length + length);
        SealInto(plaintext, responseNonce, encapsulated, chunkLength);
        return encapsulated;
    }

    /// <summary>Opens an encapsulated response; null if it is not the one that was sealed for this request.</summary>
    public SecretBytes? Open(ReadOnlySpan<byte> encapsulated)
    {
        int nonceLength = NonceLength(_suite);
        if (encapsulated.Length < nonceLength + AeadKey.TagLength)
        {
            return null;
        }

        ReadOnlySpan<byte> responseNonce = encapsulated[..nonceLength];
        ReadOnlySpan<byte> ciphertext = encapsulated[nonceLength..];
        if (_form is MessageForm.Chunked)
        {
            using var chunks = new ResponseChunks(this, responseNonce);
            return ChunkedMessage.Open(ciphertext, chunks.TryOpen);
        }

        Span<byte> nonce = stackalloc byte[AeadKey.NonceLength];
        using AeadKey aead = DeriveKey(responseNonce, nonce);
        var plaintext = new SecretBytes(ciphertext.Length - AeadKey.TagLength);
        bool opened = false;
        try
        {
            opened = aead.TryOpen(nonce, ciphertext, default, plaintext.Span);
            return opened ? plaintext : null;
        }
        finally
        {
            plaintext.DisposeUnless(opened);
        }
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

    private void SealInto(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> responseNonce, Span<byte> encapsulated, int chunkLength)
    {
        responseNonce.CopyTo(encapsulated);
        Span<byte> ciphertext = encapsulated[responseNonce.Length..];
        if (_form is MessageForm.Chunked)
        {
            using var chunks = new ResponseChunks(this, responseNonce);
            ChunkedMessage.Seal(plaintext, chunks.Seal, ciphertext, chunkLength);
            return;
        }

        Span<byte> nonce = stackalloc byte[AeadKey.NonceLength];
        using AeadKey aead = DeriveKey(responseNonce, nonce);
        aead.Seal(nonce, plaintext, default, ciphertext);
    }

    private static int NonceLength(HpkeSuite suite) => Math.Max(AeadKey.NonceLength, AeadKey.KeyLength(suite.Aead));
}
