using System.Buffers.Binary;
using System.Text;

namespace Lamina.Onnx.Wire;

/// <summary>
/// Walks protobuf fields in a source through a small window, skipping over payloads without reading them. Every length is checked against
/// the enclosing message before it is used, so no claim in a file can make it allocate or read more than the file holds.
/// </summary>
internal sealed class WireReader(ByteSource source)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _window = new byte[16 << 10];
    private long _windowStart;
    private int _windowLength;

    public ByteSource Source => source;

    /// <summary>Offset of the next byte.</summary>
    public long Position { get; set; }

    /// <summary>Reads the next field of the message that ends at <paramref name="end"/> and moves behind it; false at the end.</summary>
    public bool TryReadField(long end, out WireField field)
    {
        field = default;
        if (Position >= end)
        {
            return false;
        }

        long start = Position;
        ulong tag = ReadVarint(end);
        ulong number = tag >> 3;
        if (number is 0 or > 0x1FFFFFFF)
        {
            throw Refuse(start, $"field number {number} is not valid");
        }

        ulong scalar = 0;
        long valueStart = Position;
        var type = (WireType)(tag & 7);
        switch (type)
        {
            case WireType.Varint:
                scalar = ReadVarint(end);
                break;
            case WireType.Fixed32:
                scalar = ReadFixed32(end);
                break;
            case WireType.Fixed64:
                scalar = ReadFixed64(end);
                break;
            case WireType.Bytes:
                ulong length = ReadVarint(end);
                valueStart = Position;
                if (length > (ulong)(end - Position))
                {
                    throw Refuse(start, $"a field claims {length} bytes where {end - Position} remain");
                }

                Position += (long)length;
                break;
            default:
                throw Refuse(start, $"wire type {(int)type} does not occur in ONNX");
        }

        field = new WireField((int)number, type, start, valueStart, Position, scalar);
        return true;
    }

    public ulong ReadVarint(long end)
    {
        long start = Position;
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte next = Take(1, end)[0];
            value |= shift < 64 ? (ulong)(next & 0x7F) << shift : 0;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Refuse(start, "a number is longer than ten bytes");
    }

    public uint ReadFixed32(long end) => BinaryPrimitives.ReadUInt32LittleEndian(Take(4, end));

    public ulong ReadFixed64(long end) => BinaryPrimitives.ReadUInt64LittleEndian(Take(8, end));

    /// <summary>The field's bytes as text; the caller has checked the length.</summary>
    public string ReadText(in WireField field)
    {
        Expect(field, WireType.Bytes);
        byte[] bytes = field.Value(source).Length <= _window.Length ? ReadSmall(field) : field.Value(source).ToArray();
        try
        {
            return StrictUtf8.GetString(bytes, 0, (int)field.Length);
        }
        catch (DecoderFallbackException e)
        {
            throw new OnnxFormatException($"{source.Name}: text at byte {field.ValueStart} is not UTF-8", e);
        }
    }

    public void Expect(in WireField field, WireType type)
    {
        if (field.Type != type)
        {
            throw Refuse(field.Start, $"field {field.Number} is encoded as {field.Type} instead of {type}");
        }
    }

    public OnnxFormatException Refuse(long offset, string what) => new($"{source.Name}: {what} (at byte {offset})");

    private byte[] ReadSmall(in WireField field)
    {
        long after = Position;
        Position = field.ValueStart;
        byte[] bytes = Take((int)field.Length, field.End).ToArray();
        Position = after;
        return bytes;
    }

    /// <summary>The next bytes, at most a window full.</summary>
    private ReadOnlySpan<byte> Take(int count, long end)
    {
        if (count > end - Position)
        {
            throw Refuse(Position, "the message ends inside a field");
        }

        long inWindow = Position - _windowStart;
        if (inWindow < 0 || inWindow + count > _windowLength)
        {
            _windowStart = Position;
            _windowLength = (int)Math.Min(_window.Length, source.Length - Position);
            source.ReadExactly(Position, _window.AsSpan(0, _windowLength));
            inWindow = 0;
        }

        Position += count;
        return _window.AsSpan((int)inWindow, count);
    }
}
