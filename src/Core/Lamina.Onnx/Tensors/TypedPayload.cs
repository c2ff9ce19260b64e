using System.Buffers.Binary;
using Lamina.Onnx.Wire;

namespace Lamina.Onnx.Tensors;

/// <summary>
/// Elements stored in one of the typed fields of TensorProto (<c>float_data</c>, <c>int32_data</c> and so on), decoded on demand. Types of
/// fewer than 32 bits travel as int32 varints, float16 by its bit pattern (onnx.proto, comment on int32_data).
/// </summary>
internal sealed class TypedPayload(ByteSlice message, int fieldNumber, ElementType type, long count) : TensorPayload
{
    public const int FloatData = 4;
    public const int Int32Data = 5;
    public const int StringData = 6;
    public const int Int64Data = 7;
    public const int DoubleData = 10;
    public const int UInt64Data = 11;

    public override long Length { get; } = type.Bytes(count)!.Value;

    /// <summary>True when elements of <paramref name="type"/> may lie in the field.</summary>
    public static bool Fits(int fieldNumber, ElementType type) => fieldNumber switch
    {
        FloatData => type is ElementType.Float or ElementType.Complex64,
        Int64Data => type is ElementType.Int64,
        DoubleData => type is ElementType.Double or ElementType.Complex128,
        UInt64Data => type is ElementType.UInt64 or ElementType.UInt32,
        Int32Data => type.Bits() is > 0 and <= 16 || type is ElementType.Int32,
        _ => false,
    };

    public override Stream Open()
    {
        byte[] raw = new byte[Length];
        int width = Math.Max(1, type.Bits() / 8);
        if (type is ElementType.Complex64 or ElementType.Complex128)
        {
            width /= 2;
        }

        int filled = 0;
        var reader = new WireReader(message.Source) { Position = message.Offset };
        while (reader.TryReadField(message.End, out WireField field))
        {
            if (field.Number != fieldNumber)
            {
                continue;
            }

            if (field.Type != WireType.Bytes)
            {
                Append(raw, ref filled, width, field.Scalar);
                continue;
            }

            var inner = new WireReader(message.Source) { Position = field.ValueStart };
            while (inner.Position < field.End)
            {
                Append(raw, ref filled, width, Next(inner, field.End));
            }
        }

        return filled == raw.Length ? new MemoryStream(raw, writable: false) : throw Mismatch();
    }

    private ulong Next(WireReader reader, long end) => fieldNumber switch
    {
        FloatData => reader.ReadFixed32(end),
        DoubleData => reader.ReadFixed64(end),
        _ => reader.ReadVarint(end),
    };

    private void Append(byte[] raw, ref int filled, int width, ulong bits)
    {
        if (filled + width > raw.Length)
        {
            throw Mismatch();
        }

        Span<byte> whole = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(whole, bits);
        whole[..width].CopyTo(raw.AsSpan(filled));
        filled += width;
    }

    private OnnxFormatException Mismatch() =>
        new($"{message.Source.Name}: a tensor of {count} {type.Name()} elements holds another number of them (at byte {message.Offset})");
}
