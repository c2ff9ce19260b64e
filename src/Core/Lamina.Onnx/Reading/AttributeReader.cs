using System.Collections.Immutable;
using Lamina.Onnx.Tensors;
using Lamina.Onnx.Wire;

namespace Lamina.Onnx.Reading;

/// <summary>Reads an AttributeProto. Where the kind is not stated (IR version 1), the field that is filled tells it.</summary>
internal static class AttributeReader
{
    public static OnnxAttribute Read(ScanContext context, in WireField message)
    {
        WireReader reader = context.Reader;
        reader.Expect(message, WireType.Bytes);
        reader.Position = message.ValueStart;
        string name = "";
        string? reference = null;
        OnnxAttributeKind stated = OnnxAttributeKind.Undefined, found = OnnxAttributeKind.Undefined;
        var values = new Values();
        while (reader.TryReadField(message.End, out WireField field))
        {
            switch (field.Number)
            {
                case 1:
                    name = context.Name(field);
                    break;
                case 20:
                    stated = (OnnxAttributeKind)context.Int(field);
                    break;
                case 21:
                    reference = context.Name(field);
                    break;
                default:
                    OnnxAttributeKind kind = ReadValue(context, field, values);
                    found = kind == OnnxAttributeKind.Undefined ? found : kind;
                    break;
            }

            reader.Position = field.End;
        }

        OnnxAttributeKind actual = stated == OnnxAttributeKind.Undefined ? found : stated;
        return new OnnxAttribute(name, actual, values.Get(actual), reference);
    }

    private static OnnxAttributeKind ReadValue(ScanContext context, in WireField field, Values values)
    {
        switch (field.Number)
        {
            case 2:
                context.Reader.Expect(field, WireType.Fixed32);
                values.Float = BitConverter.UInt32BitsToSingle((uint)field.Scalar);
                return OnnxAttributeKind.Float;
            case 3:
                values.Int = context.Int(field);
                return OnnxAttributeKind.Int;
            case 4:
                values.Text = context.Bytes(field);
                return OnnxAttributeKind.Text;
            case 5:
                values.Tensor = Embedded(context, field);
                return OnnxAttributeKind.Tensor;
            case 6:
                values.Graph = context.Nested(field);
                return OnnxAttributeKind.Graph;
            case 7:
                context.Floats(field, values.Floats ??= []);
                return OnnxAttributeKind.Floats;
            case 8:
                context.Ints(field, values.Ints ??= []);
                return OnnxAttributeKind.Ints;
            case 9:
                context.Element(field.Start);
                (values.Texts ??= []).Add(context.Bytes(field));
                return OnnxAttributeKind.Texts;
            case 10:
                context.Element(field.Start);
                (values.Tensors ??= []).Add(Embedded(context, field));
                return OnnxAttributeKind.Tensors;
            case 11:
                context.Element(field.Start);
                (values.Graphs ??= []).Add(context.Nested(field));
                return OnnxAttributeKind.Graphs;
            default:
                return OnnxAttributeKind.Undefined;
        }
    }

    /// <summary>Attributes are copied from model to model as they are, so what they hold must be inside.</summary>
    private static OnnxTensor Embedded(ScanContext context, in WireField field)
    {
        OnnxTensor tensor = TensorReader.Read(context, field);
        return tensor.IsExternal ? throw context.Reader.Refuse(field.Start, "a tensor in an attribute lies outside the model, which only initializers may") : tensor;
    }

    /// <summary>What was found; a scalar that is absent is zero, a list that is absent is empty, as protobuf has it.</summary>
    private sealed class Values
    {
        public float Float;
        public long Int;
        public byte[] Text = [];
        public OnnxTensor? Tensor;
        public OnnxGraph? Graph;
        public List<float>? Floats;
        public List<long>? Ints;
        public List<byte[]>? Texts;
        public List<OnnxTensor>? Tensors;
        public List<OnnxGraph>? Graphs;

        public object? Get(OnnxAttributeKind kind) => kind switch
        {
            OnnxAttributeKind.Float => Float,
            OnnxAttributeKind.Int => Int,
            OnnxAttributeKind.Text => Text,
            OnnxAttributeKind.Tensor => Tensor,
            OnnxAttributeKind.Graph => Graph,
            OnnxAttributeKind.Floats => ImmutableArray.CreateRange(Floats ?? []),
            OnnxAttributeKind.Ints => ImmutableArray.CreateRange(Ints ?? []),
            OnnxAttributeKind.Texts => ImmutableArray.CreateRange(Texts ?? []),
            OnnxAttributeKind.Tensors => ImmutableArray.CreateRange(Tensors ?? []),
            OnnxAttributeKind.Graphs => ImmutableArray.CreateRange(Graphs ?? []),
            _ => null,
        };
    }
}
