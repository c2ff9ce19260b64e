using System.Collections.Immutable;
using Lamina.Onnx.Reading;
using Lamina.Onnx.Tensors;

namespace Lamina.Onnx.Writing;

/// <summary>Puts other elements into initializers, leaving every other byte of the graph.</summary>
internal static class InitializerReplacement
{
    public static OnnxGraph Apply(OnnxGraph graph, IReadOnlyDictionary<string, TensorPayload> payloads)
    {
        foreach ((string name, TensorPayload payload) in payloads)
        {
            OnnxTensor tensor = graph.Initializer(name) ?? throw new ArgumentException($"the graph has no initializer '{name}'", nameof(payloads));
            if (tensor.IsText || tensor.Payload.Length != payload.Length)
            {
                throw new ArgumentException($"initializer {tensor} does not hold {payload.Length} bytes", nameof(payloads));
            }
        }

        var parts = new GraphParts();
        parts.Nodes.AddRange(graph.Nodes);
        parts.Inputs.AddRange(graph.DeclaredInputs);
        parts.Outputs.AddRange(graph.Outputs);
        parts.ValueInfos.AddRange(graph.ValueInfos);
        parts.SparseInitializers.AddRange(graph.SparseInitializers);
        var fields = ImmutableArray.CreateBuilder<EncodedField>(graph.Fields.Length);
        foreach (EncodedField field in graph.Fields)
        {
            if (field.Element is not OnnxTensor tensor)
            {
                fields.Add(field);
                continue;
            }

            EncodedField written = payloads.TryGetValue(tensor.Name, out TensorPayload? payload) ? Replace(tensor, payload) : field;
            fields.Add(written);
            parts.Initializers.Add((OnnxTensor)written.Element!);
        }

        return new OnnxGraph(graph.Name, parts, fields.MoveToImmutable());
    }

    private static TensorField Replace(OnnxTensor tensor, TensorPayload payload)
    {
        var replaced = new OnnxTensor(tensor.Name, tensor.ElementType, tensor.Dims, payload);
        return new TensorField(GraphReader.Initializer, TensorHeader.Of(tensor), payload) { Element = replaced };
    }
}
