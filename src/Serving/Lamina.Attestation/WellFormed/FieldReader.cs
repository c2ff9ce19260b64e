using System.Buffers.Binary;

namespace Lamina.Attestation.WellFormed;

/// <summary>
/// Reads little-endian fields in order and never past the end. The first field that does not fit is remembered as the
/// fault; everything after it reads as empty or zero, so a parser checks <see cref="Fault"/> once, before it uses anything.
/// </summary>
internal struct FieldReader(ReadOnlyMemory<byte> bytes)
{
    private ReadOnlyMemory<byte> _rest = bytes;
    private readonly int _length = bytes.Length;

    /// <summary>What did not fit, or null.</summary>
    public string? Fault { get; private set; }

    /// <summary>Bytes not read yet.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => _length - _rest.Length;

    public ReadOnlyMemory<byte> Take(long length, string field)
    {
        if (Fault is not null) return default;
        if (length > _rest.Length)
        {
            Fault = $"{field} needs {length} bytes at offset {Position}, but only {_rest.Length} are left";
            return default;
        }

        ReadOnlyMemory<byte> taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    public ushort U16(string field) => Take(2, field) is { Length: 2 } taken ? BinaryPrimitives.ReadUInt16LittleEndian(taken.Span) : (ushort)0;

    public uint U32(string field) => Take(4, field) is { Length: 4 } taken ? BinaryPrimitives.ReadUInt32LittleEndian(taken.Span) : 0;
}
