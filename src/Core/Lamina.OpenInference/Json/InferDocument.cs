namespace Lamina.OpenInference.Json;

/// <summary>What was read from the JSON of a request or an answer.</summary>
internal sealed class InferDocument
{
    public string ModelName { get; set; } = "";

    public string ModelVersion { get; set; } = "";

    public string Id { get; set; } = "";

    public bool? BinaryOutput { get; set; }

    public List<InferTensor> Tensors { get; } = [];

    /// <summary>Names of asked outputs that leave the choice of binary or JSON to the message.</summary>
    public HashSet<string> UnstatedOutputs { get; } = new(StringComparer.Ordinal);

    public List<RequestedOutput> Outputs { get; } = [];
}
