using System.Collections.Immutable;
using Lamina.Onnx.Reading;
using Lamina.Onnx.Tensors;

namespace Lamina.Onnx.Writing;

/// <summary>Stores float32 weights as float16 behind a Cast each, leaving every other byte of the graph.</summary>
internal static class HalfStorage
{
    private const string Suffix = "_float16";

    public static OnnxGraph Apply(OnnxGraph graph)
    {
        HashSet<string> declared = [.. graph.DeclaredInputs.Select(input => input.Name)];
        // A value that a caller may override must stay what callers know; a vector is not worth a node.
        Dictionary<string, OnnxTensor> halves = graph.Initializers
            .Where(tensor => tensor.ElementType == ElementType.Float && tensor.Dims.Length > 1 && !declared.Contains(tensor.Name) && !graph.Topology.Exists(tensor.Name + Suffix))
            .Select(Half)
            .OfType<(string Name, OnnxTensor Tensor)>()
            .ToDictionary(pair => pair.Name, pair => pair.Tensor, StringComparer.Ordinal);
        ImmutableArray<OnnxNode> casts = [.. halves.Select(pair =>
            NodeEncoder.Create("Cast", "", "", [pair.Value.Name], [pair.Key], [OnnxAttribute.Of("to", (long)ElementType.Float)]))];

        var parts = new GraphParts();
        parts.Nodes.AddRange(casts);
        parts.Nodes.AddRange(graph.Nodes);
        parts.Inputs.AddRange(graph.DeclaredInputs);
        parts.Outputs.AddRange(graph.Outputs);
        parts.ValueInfos.AddRange(graph.ValueInfos);
        parts.SparseInitializers.AddRange(graph.SparseInitializers);
        var fields = ImmutableArray.CreateBuilder<EncodedField>(graph.Fields.Length + casts.Length);
        // Before every other node: nodes are sorted.
        fields.AddRange(casts.Select(cast => new MessageField(GraphReader.Node, cast.Message) { Element = cast }));
        foreach (EncodedField field in graph.Fields)
        {
            EncodedField written = field.Element is OnnxTensor tensor && halves.TryGetValue(tensor.Name, out OnnxTensor? half)
                ? Encoder.Tensor(GraphReader.Initializer, half)
                : field;
            fields.Add(written);
            if (written.Element is OnnxTensor kept)
            {
                parts.Initializers.Add(kept);
            }
        }

        return new OnnxGraph(graph.Name, parts, fields.MoveToImmutable());
    }

    /// <summary>The tensor in float16; null where a value is beyond its range.</summary>
    private static (string Name, OnnxTensor Tensor)? Half(OnnxTensor tensor)
    {
        float[] values = tensor.ToFloats();
        return values.Any(value => float.IsFinite(value) && !System.Half.IsFinite((Half)value))
            ? null
            : (tensor.Name, new OnnxTensor(tensor.Name + Suffix, ElementType.Float16, tensor.Dims, TensorPayload.OfBytes(TensorReading.FromFloats(values, ElementType.Float16))));
    }
}
