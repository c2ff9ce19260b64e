using System.Collections.Immutable;
using Google.Protobuf;
using Lamina.Onnx.Protos;
using Lamina.Onnx.Tensors;
using Lamina.Onnx.Wire;

namespace Lamina.Onnx.Writing;

/// <summary>Makes nodes in code. The elements of tensors in attributes are taken into memory: they are small constants.</summary>
internal static class NodeEncoder
{
    private const int Attribute = 5;
    private const int Graph = 6;

    public static OnnxNode Create(string opType, string domain, string name, ImmutableArray<string> inputs, ImmutableArray<string> outputs, ImmutableArray<OnnxAttribute> attributes)
    {
        var proto = new NodeProto { OpType = opType };
        proto.Input.AddRange(inputs);
        proto.Output.AddRange(outputs);
        if (name.Length > 0)
        {
            proto.Name = name;
        }

        if (domain.Length > 0)
        {
            proto.Domain = domain;
        }

        byte[] message = Concatenate(proto.ToByteArray(), attributes.Select(attribute => new MessageField(Attribute, ByteSlice.Of(Encode(attribute)))));
        return new OnnxNode(name, opType, domain, inputs, outputs, attributes, ByteSlice.Of(message));
    }

    private static byte[] Encode(OnnxAttribute attribute)
    {
        var proto = new AttributeProto { Name = attribute.Name, Type = (int)attribute.Kind };
        switch (attribute.Kind)
        {
            case OnnxAttributeKind.Int:
                proto.I = attribute.Int;
                break;
            case OnnxAttributeKind.Float:
                proto.F = attribute.Float;
                break;
            case OnnxAttributeKind.Text:
                proto.S = ByteString.CopyFrom(attribute.Bytes.Span);
                break;
            case OnnxAttributeKind.Ints:
                proto.Ints.AddRange(attribute.Ints);
                break;
            case OnnxAttributeKind.Floats:
                proto.Floats.AddRange(attribute.Floats);
                break;
            case OnnxAttributeKind.Texts:
                proto.Strings.AddRange(attribute.RawTexts.Select(text => ByteString.CopyFrom(text)));
                break;
            case OnnxAttributeKind.Tensor:
                proto.T = Encode(attribute.Tensor);
                break;
            case OnnxAttributeKind.Graph:
                return Concatenate(proto.ToByteArray(), [new GroupField(Graph, attribute.Graph.Fields)]);
            default:
                throw new ArgumentException($"attribute '{attribute.Name}' is of kind {attribute.Kind}, which cannot be made in code", nameof(attribute));
        }

        return proto.ToByteArray();
    }

    private static TensorProto Encode(OnnxTensor tensor)
    {
        var proto = new TensorProto { DataType = (int)tensor.ElementType, RawData = ByteString.CopyFrom(tensor.ToBytes()) };
        proto.Dims.AddRange(tensor.Dims);
        if (tensor.Name.Length > 0)
        {
            proto.Name = tensor.Name;
        }

        return proto;
    }

    private static byte[] Concatenate(byte[] start, IEnumerable<EncodedField> fields)
    {
        using var stream = new MemoryStream();
        var sink = new OutputSink(stream, bufferBytes: 4096);
        sink.Write(start);
        foreach (EncodedField field in fields)
        {
            field.WriteTo(sink);
        }

        sink.Flush();
        return stream.ToArray();
    }
}
