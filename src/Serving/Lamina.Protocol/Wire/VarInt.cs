using System.Buffers.Binary;

namespace Lamina.Protocol.Wire;

/// <summary>Variable-length integers of QUIC (RFC 9000 section 16): the first two bits say 1, 2, 4 or 8 bytes.</summary>
internal static class VarInt
{
    /// <summary>The largest value, 2^62 - 1.</summary>
    public const ulong Maximum = (1UL << 62) - 1;

    /// <summary>Bytes that the shortest form of <paramref name="value"/> takes.</summary>
    public static int Length(ulong value) => value switch
    {
        < 1UL << 6 => 1,
        < 1UL << 14 => 2,
        < 1UL << 30 => 4,
        <= Maximum => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "larger than 2^62 - 1"),
    };

    /// <summary>Writes the shortest form and answers its length.</summary>
    public static int Write(Span<byte> destination, ulong value)
    {
        int length = Length(value);
        switch (length)
        {
            case 1:
                destination[0] = (byte)value;
                break;
            case 2:
                BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)(value | 0x4000));
                break;
            case 4:
                BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)value | 0x8000_0000);
                break;
            default:
                BinaryPrimitives.WriteUInt64BigEndian(destination, value | 0xC000_0000_0000_0000);
                break;
        }

        return length;
    }

    /// <summary>Reads one integer, in whatever form; answers its length, or 0 if <paramref name="source"/> ends too early.</summary>
    public static int Read(ReadOnlySpan<byte> source, out ulong value)
    {
        value = 0;
        if (source.IsEmpty)
        {
            return 0;
        }

        int length = 1 << (source[0] >> 6);
        if (source.Length < length)
        {
            return 0;
        }

        value = length switch
        {
            1 => source[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(source) & 0x3FFFUL,
            4 => BinaryPrimitives.ReadUInt32BigEndian(source) & 0x3FFF_FFFFUL,
            _ => BinaryPrimitives.ReadUInt64BigEndian(source) & Maximum,
        };
        return length;
    }
}
