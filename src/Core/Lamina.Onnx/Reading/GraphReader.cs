using System.Collections.Immutable;
using Lamina.Onnx.Tensors;
using Lamina.Onnx.Wire;
using Lamina.Onnx.Writing;

namespace Lamina.Onnx.Reading;

/// <summary>Reads a GraphProto, keeping every field as it lies in the file.</summary>
internal static class GraphReader
{
    public const int Node = 1;
    public const int Name = 2;
    public const int Initializer = 5;
    public const int Input = 11;
    public const int Output = 12;
    public const int ValueInfo = 13;
    public const int QuantizationAnnotation = 14;
    public const int SparseInitializer = 15;

    public static OnnxGraph Read(ScanContext context, long start, long end)
    {
        WireReader reader = context.Reader;
        reader.Position = start;
        string name = "";
        var parts = new GraphParts();
        var fields = ImmutableArray.CreateBuilder<EncodedField>();
        while (reader.TryReadField(end, out WireField field))
        {
            context.Element(field.Start);
            object? element = null;
            switch (field.Number)
            {
                case Node:
                    OnnxNode node = NodeReader.Read(context, field);
                    parts.Nodes.Add(node);
                    element = node;
                    break;
                case Initializer:
                    OnnxTensor tensor = TensorReader.Read(context, field);
                    if (tensor.Name.Length == 0)
                    {
                        throw reader.Refuse(field.Start, "an initializer has no name");
                    }

                    parts.Initializers.Add(tensor);
                    element = tensor;
                    break;
                case Input:
                    parts.Inputs.Add(ValueReader.Read(context, field));
                    break;
                case Output:
                    parts.Outputs.Add(ValueReader.Read(context, field));
                    break;
                case ValueInfo:
                    parts.ValueInfos.Add(ValueReader.Read(context, field));
                    break;
                case Name:
                    name = context.Name(field);
                    break;
                case SparseInitializer:
                    string sparse = SparseName(context, field);
                    parts.SparseInitializers.Add(sparse);
                    element = sparse;
                    break;
                case QuantizationAnnotation:
                    element = AnnotatedName(context, field);
                    break;
            }

            fields.Add(new VerbatimField(field.Number, field.Raw(reader.Source)) { Element = element });
            reader.Position = field.End;
        }

        return new OnnxGraph(name, parts, fields.DrainToImmutable());
    }

    /// <summary>The tensor whose quantisation parameters are annotated.</summary>
    private static string AnnotatedName(ScanContext context, in WireField annotation)
    {
        context.Reader.Expect(annotation, WireType.Bytes);
        context.Reader.Position = annotation.ValueStart;
        string name = "";
        while (context.Reader.TryReadField(annotation.End, out WireField field))
        {
            name = field.Number == 1 ? context.Name(field) : name;
        }

        return name;
    }

    /// <summary>A sparse tensor goes by the name of its values.</summary>
    private static string SparseName(ScanContext context, in WireField sparse)
    {
        context.Reader.Expect(sparse, WireType.Bytes);
        context.Reader.Position = sparse.ValueStart;
        string name = "";
        while (context.Reader.TryReadField(sparse.End, out WireField field))
        {
            if (field.Number == 1)
            {
                name = TensorReader.Read(context, field).Name;
                context.Reader.Position = field.End;
            }
        }

        return name;
    }
}
