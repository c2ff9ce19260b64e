using System.Collections.Immutable;
using Google.Protobuf;
using Lamina.Onnx.Protos;
using Lamina.Onnx.Reading;
using Lamina.Onnx.Tensors;
using Lamina.Onnx.Wire;

namespace Lamina.Onnx.Writing;

/// <summary>Makes fields of graph elements: as they lay in their file where they come from one, else from their parts.</summary>
internal static class Encoder
{
    /// <summary>The fields of a graph put together in code, in the order of their numbers, as the reference implementation writes them.</summary>
    public static ImmutableArray<EncodedField> Graph(string name, GraphParts parts, IEnumerable<EncodedField> others)
    {
        var fields = ImmutableArray.CreateBuilder<EncodedField>();
        fields.AddRange(parts.Nodes.Select(node => new MessageField(GraphReader.Node, node.Message) { Element = node }));
        fields.Add(Text(GraphReader.Name, name));
        fields.AddRange(parts.Initializers.Select(tensor => Tensor(GraphReader.Initializer, tensor)));
        fields.AddRange(parts.Inputs.Select(value => new MessageField(GraphReader.Input, value.Message)));
        fields.AddRange(parts.Outputs.Select(value => new MessageField(GraphReader.Output, value.Message)));
        fields.AddRange(parts.ValueInfos.Select(value => new MessageField(GraphReader.ValueInfo, value.Message)));
        fields.AddRange(others);
        return fields.DrainToImmutable();
    }

    /// <summary>A tensor with its elements inside the model.</summary>
    public static EncodedField Tensor(int number, OnnxTensor tensor) => tensor.Message is { } message && !tensor.IsExternal
        ? new MessageField(number, message) { Element = tensor }
        : new TensorField(number, TensorHeader.Of(tensor), tensor.Payload) { Element = tensor };

    /// <summary>A tensor whose elements lie in a file beside the model.</summary>
    public static EncodedField ExternalTensor(int number, OnnxTensor tensor, string location, long offset)
    {
        TensorHeader header = TensorHeader.Of(tensor);
        var where = new TensorProto { DataLocation = 1 };
        where.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        where.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = Invariant(offset) });
        where.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = Invariant(tensor.Payload.Length) });
        return new MessageField(number, ByteSlice.Of([.. header.Before, .. header.After, .. where.ToByteArray()])) { Element = tensor };
    }

    public static EncodedField Text(int number, string text) => new MessageField(number, ByteSlice.Of(System.Text.Encoding.UTF8.GetBytes(text)));

    private static string Invariant(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
