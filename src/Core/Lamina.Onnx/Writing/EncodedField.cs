using Lamina.Onnx.Tensors;
using Lamina.Onnx.Wire;

namespace Lamina.Onnx.Writing;

/// <summary>A protobuf field that can be written: bytes of a source, or something put together.</summary>
internal abstract class EncodedField(int number)
{
    public int Number => number;

    /// <summary>Bytes written, tag included.</summary>
    public abstract long Length { get; }

    /// <summary>The graph element this field is, if it is one: a node, a tensor, or the name of what a kept field belongs to.</summary>
    public object? Element { get; init; }

    public abstract void WriteTo(OutputSink sink);

    protected static long LengthOfMessage(int number, long bodyLength) =>
        OutputSink.VarintLength((ulong)number << 3) + OutputSink.VarintLength((ulong)bodyLength) + bodyLength;
}

/// <summary>A field copied as it lay in the file, tag and length prefix included.</summary>
internal sealed class VerbatimField(int number, ByteSlice raw) : EncodedField(number)
{
    public ByteSlice Raw => raw;

    public override long Length => raw.Length;

    public override void WriteTo(OutputSink sink) => sink.Copy(raw);
}

/// <summary>A message copied as it lay in the file, under a tag of its own.</summary>
internal sealed class MessageField(int number, ByteSlice body) : EncodedField(number)
{
    public override long Length => LengthOfMessage(Number, body.Length);

    public override void WriteTo(OutputSink sink)
    {
        sink.BeginMessage(Number, body.Length);
        sink.Copy(body);
    }
}

/// <summary>A message of several fields, such as the graph.</summary>
internal sealed class GroupField(int number, IReadOnlyList<EncodedField> fields) : EncodedField(number)
{
    private readonly long _bodyLength = fields.Sum(field => field.Length);

    public override long Length => LengthOfMessage(Number, _bodyLength);

    public override void WriteTo(OutputSink sink)
    {
        sink.BeginMessage(Number, _bodyLength);
        foreach (EncodedField field in fields)
        {
            field.WriteTo(sink);
        }
    }
}

/// <summary>A tensor: the fields before its elements, the elements as raw data, streamed, and the fields after them.</summary>
internal sealed class TensorField(int number, TensorHeader header, TensorPayload payload) : EncodedField(number)
{
    private const int RawData = 9;

    private long BodyLength => header.Before.Length + LengthOfMessage(RawData, payload.Length) + header.After.Length;

    public override long Length => LengthOfMessage(Number, BodyLength);

    public override void WriteTo(OutputSink sink)
    {
        sink.BeginMessage(Number, BodyLength);
        sink.Write(header.Before);
        sink.BeginMessage(RawData, payload.Length);
        sink.Copy(payload);
        sink.Write(header.After);
    }
}

/// <summary>A number.</summary>
internal sealed class NumberField(int number, long value) : EncodedField(number)
{
    public override long Length => OutputSink.VarintLength((ulong)Number << 3) + OutputSink.VarintLength((ulong)value);

    public override void WriteTo(OutputSink sink)
    {
        sink.WriteVarint((ulong)Number << 3);
        sink.WriteVarint((ulong)value);
    }
}
