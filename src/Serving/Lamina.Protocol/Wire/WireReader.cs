using System.Buffers.Binary;

namespace Lamina.Protocol.Wire;

/// <summary>Reads a peer's bytes front to back. Every length is checked before a slice is taken.</summary>
internal ref struct WireReader(Memory<byte> source)
{
    private readonly Memory<byte> _source = source;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    public readonly int Remaining => _source.Length - Position;

    public readonly bool AtEnd => Remaining == 0;

    public byte ReadByte(string what) => Read(1, what).Span[0];

    public ushort ReadUInt16(string what) => BinaryPrimitives.ReadUInt16BigEndian(Read(2, what).Span);

    /// <summary>A variable-length integer up to <paramref name="maximum"/>.</summary>
    public int ReadVarInt(int maximum, string what)
    {
        int length = VarInt.Read(_source.Span[Position..], out ulong value);
        if (length == 0)
        {
            throw new WireFormatException($"The bytes end inside {what}, at byte {Position}.");
        }

        if (value > (ulong)maximum)
        {
            throw new WireFormatException($"{Capital(what)} is {value}; at most {maximum} is accepted, at byte {Position}.");
        }

        Position += length;
        return (int)value;
    }

    /// <summary>Bytes preceded by their length.</summary>
    public Memory<byte> ReadPrefixed(int maximum, string what)
    {
        int length = ReadVarInt(maximum, $"the length of {what}");
        return Read(length, what);
    }

    public Memory<byte> Read(int length, string what)
    {
        if (length > Remaining)
        {
            throw new WireFormatException($"{Capital(what)} takes {length} bytes, but {Remaining} are left, at byte {Position}.");
        }

        Memory<byte> bytes = _source.Slice(Position, length);
        Position += length;
        return bytes;
    }

    private static string Capital(string what) => char.ToUpperInvariant(what[0]) + what[1..];
}
