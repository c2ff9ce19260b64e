using Lamina.Protocol.Hpke.Aeads;
using Lamina.Protocol.Wire;

namespace Lamina.Protocol.ObliviousHttp;

/// <summary>
/// Walks the chunks of a chunked message: each after its length, the final one after a zero and up to the end
/// (draft-ietf-ohai-chunked-ohttp-08 section 3). Works on the ciphertext, so that sizes are refused before anything is opened.
/// </summary>
internal ref struct ChunkReader(ReadOnlySpan<byte> chunks)
{
    private readonly ReadOnlySpan<byte> _chunks = chunks;
    private int _position;

    /// <summary>True once the final chunk was read.</summary>
    public bool Ended { get; private set; }

    /// <summary>The sum of all plaintexts; false if the chunks are cut short or one is shorter than a tag.</summary>
    public static bool TryMeasure(ReadOnlySpan<byte> chunks, out int plaintextLength)
    {
        plaintextLength = 0;
        var reader = new ChunkReader(chunks);
        while (!reader.Ended)
        {
            if (!reader.TryRead(out ReadOnlySpan<byte> chunk))
            {
                return false;
            }

            plaintextLength += chunk.Length - AeadKey.TagLength;
        }

        return true;
    }

    /// <summary>The next chunk's ciphertext; false if what is left is no chunk.</summary>
    public bool TryRead(out ReadOnlySpan<byte> chunk)
    {
        chunk = default;
        int prefix = VarInt.Read(_chunks[_position..], out ulong length);
        if (prefix == 0)
        {
            return false;
        }

        int left = _chunks.Length - _position - prefix;
        Ended = length == 0;
        ulong size = Ended ? (ulong)left : length;
        if (size < AeadKey.TagLength || size > (ulong)left)
        {
            return false;
        }

        chunk = _chunks.Slice(_position + prefix, (int)size);
        _position += prefix + (int)size;
        return true;
    }
}
