using System.Collections.Immutable;
using Lamina.Onnx.Tensors;
using Lamina.Onnx.Wire;

namespace Lamina.Onnx;

/// <summary>One operator call of a graph. Immutable; what Lamina does not know of it is kept and written back as it was.</summary>
public sealed class OnnxNode
{
    internal OnnxNode(string name, string opType, string domain, ImmutableArray<string> inputs, ImmutableArray<string> outputs, ImmutableArray<OnnxAttribute> attributes, ByteSlice message)
    {
        Name = name;
        OpType = opType;
        Domain = domain is "ai.onnx" ? "" : domain;
        Inputs = inputs;
        Outputs = outputs;
        Attributes = attributes;
        Message = message;
        Captured = [.. attributes.SelectMany(attribute => attribute.Subgraphs).SelectMany(graph => graph.Captured).Distinct()];
    }

    /// <summary>Name of the node; often empty.</summary>
    public string Name { get; }

    /// <summary>The operator, such as <c>Conv</c>.</summary>
    public string OpType { get; }

    /// <summary>Operator set; empty for the standard one (also where the file writes <c>ai.onnx</c>).</summary>
    public string Domain { get; }

    /// <summary>Names of the input tensors; an empty name is an optional input left out.</summary>
    public ImmutableArray<string> Inputs { get; }

    /// <summary>Names of the output tensors; an empty name is an optional output left out.</summary>
    public ImmutableArray<string> Outputs { get; }

    /// <summary>Attributes in file order.</summary>
    public ImmutableArray<OnnxAttribute> Attributes { get; }

    /// <summary>Tensors of the enclosing graph that the node's subgraphs use; they count as inputs.</summary>
    public ImmutableArray<string> Captured { get; }

    /// <summary>Every tensor the node reads: <see cref="Inputs"/> without omitted ones, then <see cref="Captured"/>.</summary>
    public IEnumerable<string> Reads => Inputs.Where(name => name.Length > 0).Concat(Captured);

    /// <summary>True for the operator of the standard set with this name.</summary>
    public bool Is(string opType) => Domain.Length == 0 && OpType == opType;

    internal ByteSlice Message { get; }

    /// <summary>The input at an index, or null when it is omitted.</summary>
    public string? Input(int index) => index < Inputs.Length && Inputs[index].Length > 0 ? Inputs[index] : null;

    /// <summary>The attribute of that name, or null.</summary>
    public OnnxAttribute? Find(string attribute)
    {
        foreach (OnnxAttribute candidate in Attributes)
        {
            if (candidate.Name == attribute)
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>An integer attribute, or the operator's default.</summary>
    public long Int(string attribute, long fallback) => Find(attribute)?.Int ?? fallback;

    /// <summary>A float attribute, or the operator's default.</summary>
    public float Float(string attribute, float fallback) => Find(attribute)?.Float ?? fallback;

    /// <summary>A text attribute, or the operator's default.</summary>
    public string Text(string attribute, string fallback) => Find(attribute)?.Text ?? fallback;

    /// <summary>A list of integers, or null when it is absent.</summary>
    public ImmutableArray<long>? Ints(string attribute) => Find(attribute)?.Ints;

    /// <summary>A list of floats, or null when it is absent.</summary>
    public ImmutableArray<float>? Floats(string attribute) => Find(attribute)?.Floats;

    /// <summary>A tensor attribute, or null when it is absent.</summary>
    public OnnxTensor? Tensor(string attribute) => Find(attribute)?.Tensor;

    /// <summary>Such as <c>Conv '/layer1/conv'</c>.</summary>
    public override string ToString() => Name.Length > 0 ? $"{OpType} '{Name}'" : Outputs.Length > 0 ? $"{OpType} (gives '{Outputs[0]}')" : OpType;
}
