using System.Collections.Immutable;
using Lamina.Onnx.Wire;

namespace Lamina.Onnx.Reading;

/// <summary>Reads a NodeProto with its attributes; tensors in attributes stay where they are.</summary>
internal static class NodeReader
{
    public static OnnxNode Read(ScanContext context, in WireField message)
    {
        WireReader reader = context.Reader;
        reader.Expect(message, WireType.Bytes);
        reader.Position = message.ValueStart;
        string name = "", opType = "", domain = "";
        var inputs = ImmutableArray.CreateBuilder<string>();
        var outputs = ImmutableArray.CreateBuilder<string>();
        var attributes = ImmutableArray.CreateBuilder<OnnxAttribute>();
        while (reader.TryReadField(message.End, out WireField field))
        {
            switch (field.Number)
            {
                case 1:
                    context.Element(field.Start);
                    inputs.Add(context.Name(field));
                    break;
                case 2:
                    context.Element(field.Start);
                    outputs.Add(context.Name(field));
                    break;
                case 3:
                    name = context.Name(field);
                    break;
                case 4:
                    opType = context.Name(field);
                    break;
                case 5:
                    context.Element(field.Start);
                    attributes.Add(AttributeReader.Read(context, field));
                    break;
                case 7:
                    domain = context.Name(field);
                    break;
            }

            reader.Position = field.End;
        }

        if (opType.Length == 0)
        {
            throw reader.Refuse(message.Start, "a node names no operator");
        }

        reader.Position = message.End;
        return new OnnxNode(name, opType, domain, inputs.DrainToImmutable(), outputs.DrainToImmutable(), attributes.DrainToImmutable(), message.Value(reader.Source));
    }
}
