using Lamina.Protocol.Hpke.Aeads;
using Lamina.Protocol.Memory;
using Lamina.Protocol.Wire;

namespace Lamina.Protocol.ObliviousHttp;

/// <summary>Seals and opens a message in chunks. Only the final chunk carries the additional data <c>final</c>, so none can be cut off.</summary>
internal static class ChunkedMessage
{
    /// <summary>Plaintext bytes of every chunk but the final one, which holds what is left. The draft asks every receiver to take as many.</summary>
    public const int ChunkLength = 16 << 10;

    /// <summary>Seals the next chunk; <see cref="Hpke.HpkeSender.Seal"/> and <see cref="ResponseChunks.Seal"/> are such.</summary>
    public delegate void SealChunk(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> aad, Span<byte> destination);

    /// <summary>Opens the next chunk; <see cref="Hpke.HpkeRecipient.TryOpen"/> and <see cref="ResponseChunks.TryOpen"/> are such.</summary>
    public delegate bool OpenChunk(ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> aad, Span<byte> destination);

    private static ReadOnlySpan<byte> FinalMarker => "final"u8;

    /// <summary>Bytes that the chunks of a message take.</summary>
    public static int SealedLength(int plaintextLength, int chunkLength = ChunkLength)
    {
        int full = plaintextLength / chunkLength;
        return (full * (VarInt.Length((ulong)(chunkLength + AeadKey.TagLength)) + AeadKey.TagLength)) + 1 + AeadKey.TagLength + plaintextLength;
    }

    /// <summary>Writes the chunks.</summary>
    /// <param name="plaintext">The message.</param>
    /// <param name="seal">Seals one chunk after the other.</param>
    /// <param name="destination">Exactly <see cref="SealedLength"/> bytes.</param>
    /// <param name="chunkLength">Plaintext bytes of every chunk but the final one.</param>
    public static void Seal(ReadOnlySpan<byte> plaintext, SealChunk seal, Span<byte> destination, int chunkLength = ChunkLength)
    {
        while (plaintext.Length >= chunkLength)
        {
            int sealedLength = chunkLength + AeadKey.TagLength;
            int prefix = VarInt.Write(destination, (ulong)sealedLength);
            seal(plaintext[..chunkLength], default, destination.Slice(prefix, sealedLength));
            destination = destination[(prefix + sealedLength)..];
            plaintext = plaintext[chunkLength..];
        }

        destination[0] = 0;
        seal(plaintext, FinalMarker, destination[1..]);
    }

    /// <summary>Opens the chunks; null unless every one of them, the final one included, is genuine and in its place.</summary>
    public static SecretBytes? Open(ReadOnlySpan<byte> chunks, OpenChunk open)
    {
        if (!ChunkReader.TryMeasure(chunks, out int length))
        {
            return null;
        }

        var plaintext = new SecretBytes(length);
        bool opened = false;
        try
        {
            opened = TryOpenAll(chunks, open, plaintext.Span);
            return opened ? plaintext : null;
        }
        finally
        {
            plaintext.DisposeUnless(opened);
        }
    }

    private static bool TryOpenAll(ReadOnlySpan<byte> chunks, OpenChunk open, Span<byte> plaintext)
    {
        var reader = new ChunkReader(chunks);
        while (!reader.Ended)
        {
            reader.TryRead(out ReadOnlySpan<byte> chunk); // measured: cannot fail
            int length = chunk.Length - AeadKey.TagLength;
            if (!open(chunk, reader.Ended ? FinalMarker : default, plaintext[..length]))
            {
                return false;
            }

            plaintext = plaintext[length..];
        }

        return true;
    }
}
