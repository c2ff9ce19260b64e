using System.Collections.Immutable;
using Google.Protobuf;
using Lamina.Onnx.Protos;
using Lamina.Onnx.Reading;
using Lamina.Onnx.Wire;

namespace Lamina.Onnx.Writing;

/// <summary>Declares further tensors of a graph to be results, leaving every other byte of it.</summary>
internal static class OutputAddition
{
    public static OnnxGraph Apply(OnnxGraph graph, IEnumerable<string> tensors)
    {
        var parts = new GraphParts();
        parts.Nodes.AddRange(graph.Nodes);
        parts.Initializers.AddRange(graph.Initializers);
        parts.Inputs.AddRange(graph.DeclaredInputs);
        parts.Outputs.AddRange(graph.Outputs);
        parts.ValueInfos.AddRange(graph.ValueInfos);
        parts.SparseInitializers.AddRange(graph.SparseInitializers);
        var fields = ImmutableArray.CreateBuilder<EncodedField>();
        fields.AddRange(graph.Fields);
        HashSet<string> known = [.. graph.Outputs.Select(output => output.Name)];
        foreach (string tensor in tensors.Where(known.Add))
        {
            if (!graph.Topology.Exists(tensor))
            {
                throw new ArgumentException($"the graph has no tensor '{tensor}'", nameof(tensors));
            }

            // Without a type: runtimes find it out, and a wrong one would be refused.
            ByteSlice message = ByteSlice.Of(new ValueInfoProto { Name = tensor }.ToByteArray());
            parts.Outputs.Add(new OnnxValue(tensor, ElementType.Undefined, shape: null, isTensor: true, message));
            fields.Add(new MessageField(GraphReader.Output, message));
        }

        return new OnnxGraph(graph.Name, parts, fields.DrainToImmutable());
    }
}
