using System.Buffers.Binary;
using Lamina.Protocol.Hpke.Aeads;

namespace Lamina.Protocol.ObliviousHttp;

/// <summary>The key of one chunked response: each chunk's nonce is the response's, with a counter added bitwise at its end.</summary>
internal sealed class ResponseChunks : IDisposable
{
    private readonly AeadKey _key;
    private readonly byte[] _nonce = new byte[AeadKey.NonceLength];
    private ulong _counter;

    public ResponseChunks(ResponseSecret secret, ReadOnlySpan<byte> responseNonce) => _key = secret.DeriveKey(responseNonce, _nonce);

    public void Seal(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> aad, Span<byte> destination)
    {
        Span<byte> nonce = stackalloc byte[AeadKey.NonceLength];
        NextNonce(nonce);
        _key.Seal(nonce, plaintext, aad, destination);
    }

    public bool TryOpen(ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> aad, Span<byte> destination)
    {
        Span<byte> nonce = stackalloc byte[AeadKey.NonceLength];
        NextNonce(nonce);
        return _key.TryOpen(nonce, ciphertext, aad, destination);
    }

    public void Dispose() => _key.Dispose();

    private void NextNonce(Span<byte> nonce)
    {
        _nonce.CopyTo(nonce);
        Span<byte> end = nonce[^sizeof(ulong)..];
        BinaryPrimitives.WriteUInt64BigEndian(end, BinaryPrimitives.ReadUInt64BigEndian(end) ^ _counter);
        _counter = checked(_counter + 1);
    }
}
