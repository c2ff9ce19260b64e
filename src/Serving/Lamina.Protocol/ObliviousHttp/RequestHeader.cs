using System.Buffers.Binary;
using Lamina.Protocol.Hpke;

namespace Lamina.Protocol.ObliviousHttp;

/// <summary>The seven bytes ahead of an encapsulated request: key identifier, KEM, KDF, AEAD (RFC 9458 section 4.3).</summary>
internal readonly record struct RequestHeader(byte KeyId, HpkeSuite Suite)
{
    public const int Length = 7;

    /// <summary>Reads a header; the numbers are the peer's and may be unknown here.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out RequestHeader header)
    {
        header = default;
        if (source.Length < Length)
        {
            return false;
        }

        header = new RequestHeader(source[0], new HpkeSuite(
            (HpkeKem)BinaryPrimitives.ReadUInt16BigEndian(source[1..]),
            (HpkeKdf)BinaryPrimitives.ReadUInt16BigEndian(source[3..]),
            (HpkeAead)BinaryPrimitives.ReadUInt16BigEndian(source[5..])));
        return true;
    }

    public void Write(Span<byte> destination)
    {
        destination[0] = KeyId;
        BinaryPrimitives.WriteUInt16BigEndian(destination[1..], (ushort)Suite.Kem);
        BinaryPrimitives.WriteUInt16BigEndian(destination[3..], (ushort)Suite.Kdf);
        BinaryPrimitives.WriteUInt16BigEndian(destination[5..], (ushort)Suite.Aead);
    }

    /// <summary>The HPKE <c>info</c> of a request: label, a zero byte, this header.</summary>
    public byte[] Info(ReadOnlySpan<byte> label)
    {
        byte[] info = new byte[label.Length + 1 + Length];
        label.CopyTo(info);
        Write(info.AsSpan(label.Length + 1));
        return info;
    }
}
