using Google.Protobuf;
using Lamina.Onnx.Protos;
using Lamina.Onnx.Tensors;
using Lamina.Onnx.Wire;

namespace Lamina.Onnx.Writing;

/// <summary>
/// Everything of a TensorProto but its elements and where they lie, split at the place of the elements: fields of a file stay byte for byte.
/// </summary>
internal sealed class TensorHeader
{
    private const int RawData = 9;
    private const int ExternalData = 13;
    private const int DataLocation = 14;

    private TensorHeader(byte[] before, byte[] after)
    {
        Before = before;
        After = after;
    }

    public byte[] Before { get; }

    public byte[] After { get; }

    public static TensorHeader Of(OnnxTensor tensor)
    {
        if (tensor.Message is { } message)
        {
            return Split(message);
        }

        var proto = new TensorProto { DataType = (int)tensor.ElementType };
        proto.Dims.AddRange(tensor.Dims);
        if (tensor.Name.Length > 0)
        {
            proto.Name = tensor.Name;
        }

        return new(proto.ToByteArray(), []);
    }

    private static TensorHeader Split(in ByteSlice message)
    {
        using var before = new MemoryStream();
        using var after = new MemoryStream();
        bool passed = false;
        var reader = new WireReader(message.Source) { Position = message.Offset };
        while (reader.TryReadField(message.End, out WireField field))
        {
            switch (field.Number)
            {
                case RawData or TypedPayload.FloatData or TypedPayload.Int32Data or TypedPayload.StringData or TypedPayload.Int64Data or TypedPayload.DoubleData or TypedPayload.UInt64Data:
                    passed = true;
                    break;
                case ExternalData or DataLocation:
                    break;
                default:
                    (passed ? after : before).Write(field.Raw(message.Source).ToArray());
                    break;
            }
        }

        return new(before.ToArray(), after.ToArray());
    }
}
