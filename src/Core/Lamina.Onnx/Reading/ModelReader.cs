using System.Collections.Immutable;
using Lamina.Onnx.External;
using Lamina.Onnx.Wire;
using Lamina.Onnx.Writing;

namespace Lamina.Onnx.Reading;

/// <summary>Reads a ModelProto.</summary>
internal static class ModelReader
{
    public const int IrVersion = 1;
    public const int ProducerName = 2;
    public const int ProducerVersion = 3;
    public const int Graph = 7;
    public const int OpsetImport = 8;
    public const int MetadataProps = 14;
    public const int TrainingInfo = 20;
    public const int Functions = 25;

    public static ModelContent Read(ByteSource source, OnnxLimits limits, ExternalFiles? external)
    {
        limits.Validate();
        var context = new ScanContext(source, limits, external);
        WireReader reader = context.Reader;
        var content = new ModelContent();
        while (reader.TryReadField(source.Length, out WireField field))
        {
            context.Element(field.Start);
            switch (field.Number)
            {
                case IrVersion:
                    content.IrVersion = context.Int(field);
                    break;
                case ProducerName:
                    content.ProducerName = context.Name(field);
                    break;
                case ProducerVersion:
                    content.ProducerVersion = context.Name(field);
                    break;
                case Graph when content.Graph is not null:
                    throw reader.Refuse(field.Start, "the model has two graphs");
                case Graph:
                    content.Graph = context.Nested(field);
                    content.GraphIndex = content.Fields.Count;
                    break;
                case OpsetImport:
                    (string domain, string version) = Pair(context, field);
                    content.Opsets[domain is "ai.onnx" ? "" : domain] = long.Parse(version, System.Globalization.CultureInfo.InvariantCulture);
                    break;
                case MetadataProps:
                    (string key, string value) = Pair(context, field);
                    content.Metadata[key] = value;
                    break;
                case Functions:
                    content.Functions.Add(ReadFunction(context, field));
                    break;
            }

            content.Fields.Add(new VerbatimField(field.Number, field.Raw(source)));
            reader.Position = field.End;
        }

        if (content.Graph is null)
        {
            throw new OnnxFormatException($"{source.Name}: holds no graph, so it is no ONNX model");
        }

        // A well-formed model has one producer per tensor and no cycle; found out here, not at the first use.
        GraphTopology.Check(content.Graph);
        return content;
    }

    /// <summary>Field 1 and 2 of a small message as text: a dictionary entry, or domain and version of an operator set.</summary>
    private static (string First, string Second) Pair(ScanContext context, in WireField message)
    {
        context.Reader.Expect(message, WireType.Bytes);
        context.Reader.Position = message.ValueStart;
        string first = "", second = message.Number == OpsetImport ? "0" : "";
        while (context.Reader.TryReadField(message.End, out WireField field))
        {
            if (field.Number == 1)
            {
                first = context.Name(field);
            }
            else if (field.Number == 2)
            {
                second = message.Number == OpsetImport ? context.Int(field).ToString(System.Globalization.CultureInfo.InvariantCulture) : Long(context, field);
            }
        }

        return (first, second);
    }

    /// <summary>Metadata values may be whole documents; only the total counts.</summary>
    private static string Long(ScanContext context, in WireField field)
    {
        context.Hold(field);
        return context.Reader.ReadText(field);
    }

    private static OnnxFunction ReadFunction(ScanContext context, in WireField message)
    {
        context.Reader.Expect(message, WireType.Bytes);
        context.Reader.Position = message.ValueStart;
        string name = "", domain = "";
        var inputs = ImmutableArray.CreateBuilder<string>();
        var outputs = ImmutableArray.CreateBuilder<string>();
        var nodes = ImmutableArray.CreateBuilder<OnnxNode>();
        while (context.Reader.TryReadField(message.End, out WireField field))
        {
            context.Element(field.Start);
            switch (field.Number)
            {
                case 1:
                    name = context.Name(field);
                    break;
                case 4:
                    inputs.Add(context.Name(field));
                    break;
                case 5:
                    outputs.Add(context.Name(field));
                    break;
                case 7:
                    nodes.Add(NodeReader.Read(context, field));
                    break;
                case 10:
                    domain = context.Name(field);
                    break;
            }

            context.Reader.Position = field.End;
        }

        return new OnnxFunction(name, domain, inputs.DrainToImmutable(), outputs.DrainToImmutable(), nodes.DrainToImmutable());
    }
}
