using Google.Protobuf;
using Lamina.Onnx.Protos;
using Lamina.Onnx.Wire;

namespace Lamina.Onnx.Reading;

/// <summary>Reads a ValueInfoProto.</summary>
internal static class ValueReader
{
    public static OnnxValue Read(ScanContext context, in WireField message)
    {
        ValueInfoProto proto;
        try
        {
            proto = ValueInfoProto.Parser.ParseFrom(context.Bytes(message));
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new OnnxFormatException($"{context.Reader.Source.Name}: the type at byte {message.Start} is malformed: {e.Message}", e);
        }

        if (proto.Name.Length == 0)
        {
            throw context.Reader.Refuse(message.Start, "an input, output or value has no name");
        }

        TypeProto.Types.Tensor? tensor = proto.Type?.TensorType;
        if (tensor?.Shape?.Dim.Count > context.Limits.MaxRank)
        {
            throw context.Reader.Refuse(message.Start, $"'{proto.Name}' has {tensor.Shape.Dim.Count} dimensions, more than {context.Limits.MaxRank}");
        }

        TensorShape? shape = tensor?.Shape is { } declared ? new TensorShape(declared.Dim.Select(Decode)) : null;
        return new OnnxValue(proto.Name, (ElementType)(tensor?.ElemType ?? 0), shape, tensor is not null, message.Value(context.Reader.Source));
    }

    /// <summary>Negative lengths stand for "unknown" in the files of some older exporters.</summary>
    private static Dimension Decode(TensorShapeProto.Types.Dimension dim) => dim.ValueCase switch
    {
        TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue when dim.DimValue >= 0 => dim.DimValue,
        TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam when dim.DimParam.Length > 0 => dim.DimParam,
        _ => Dimension.Unknown,
    };
}
