namespace Lamina.Onnx.Flow;

/// <summary>What the flow of data needs to know of operators. Operators it does not know pass data from every input to every output.</summary>
internal static class OperatorTraits
{
    /// <summary>Operators whose result size depends on the values of any input.</summary>
    private static readonly HashSet<string> SizedByValues = ["NonZero", "Unique", "Compress", "NonMaxSuppression", "If", "Loop", "Scan", "SequenceAt", "StringSplit"];

    /// <summary>Operators some of whose inputs say how large the result is: first such input, and how many (the rest where it is 0).</summary>
    private static readonly Dictionary<string, (int First, int Count)> SizeInputs = new()
    {
        ["Reshape"] = (1, 1),
        ["Expand"] = (1, 1),
        ["Tile"] = (1, 0),
        ["Slice"] = (1, 0),
        ["Pad"] = (1, 1),
        ["Resize"] = (1, 0),
        ["Upsample"] = (1, 1),
        ["ConstantOfShape"] = (0, 1),
        ["Range"] = (0, 0),
        ["TopK"] = (1, 1),
        ["OneHot"] = (1, 1),
        ["Squeeze"] = (1, 1),
        ["Unsqueeze"] = (1, 1),
        ["Split"] = (1, 1),
        ["CenterCropPad"] = (1, 1),
        ["MaxUnpool"] = (2, 1),
        ["ReduceSum"] = (1, 1),
        ["ReduceMean"] = (1, 1),
        ["ReduceMax"] = (1, 1),
        ["ReduceMin"] = (1, 1),
        ["ReduceProd"] = (1, 1),
    };

    private static readonly HashSet<string> Random = ["RandomNormal", "RandomUniform", "RandomNormalLike", "RandomUniformLike", "Multinomial", "Bernoulli"];

    /// <summary>True for the operators that give a tensor's shape and nothing else of it.</summary>
    public static bool GivesShape(OnnxNode node) => node.Is("Shape") || node.Is("Size");

    /// <summary>True when two runs give different results, so that the node may run on one side of a cut only.</summary>
    public static bool IsRandom(OnnxNode node) => node.Domain.Length == 0 && Random.Contains(node.OpType);

    /// <summary>True when the values of the input at <paramref name="index"/> decide the size of the result.</summary>
    public static bool DecidesSize(OnnxNode node, int index)
    {
        if (node.Domain.Length > 0)
        {
            return false;
        }

        return SizedByValues.Contains(node.OpType)
            || (SizeInputs.TryGetValue(node.OpType, out (int First, int Count) inputs) && index >= inputs.First && (inputs.Count == 0 || index < inputs.First + inputs.Count));
    }
}
