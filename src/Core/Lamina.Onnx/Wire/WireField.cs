namespace Lamina.Onnx.Wire;

/// <summary>How a protobuf field is encoded (https://protobuf.dev/programming-guides/encoding/). Groups are not used by ONNX and refused.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}

/// <summary>One field as it lies in the source.</summary>
/// <param name="Number">Field number.</param>
/// <param name="Type">Encoding.</param>
/// <param name="Start">Offset of the tag.</param>
/// <param name="ValueStart">Offset of the value, after a length prefix.</param>
/// <param name="End">Offset after the value.</param>
/// <param name="Scalar">The value of a number field, zero for bytes.</param>
internal readonly record struct WireField(int Number, WireType Type, long Start, long ValueStart, long End, ulong Scalar)
{
    public long Length => End - ValueStart;

    /// <summary>The value without tag and length.</summary>
    public ByteSlice Value(ByteSource source) => new(source, ValueStart, End - ValueStart);

    /// <summary>The whole field, tag included.</summary>
    public ByteSlice Raw(ByteSource source) => new(source, Start, End - Start);
}
