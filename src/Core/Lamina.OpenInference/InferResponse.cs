namespace Lamina.OpenInference;

/// <summary>The answer to an <see cref="InferRequest"/>.</summary>
public sealed record InferResponse
{
    /// <summary>Name of the model that answered.</summary>
    public required string ModelName { get; init; }

    /// <summary>Version that answered, or empty.</summary>
    public string ModelVersion { get; init; } = "";

    /// <summary>The request's id, or empty.</summary>
    public string Id { get; init; } = "";

    /// <summary>Tensors, with distinct names.</summary>
    public required IReadOnlyList<InferTensor> Outputs { get; init; }
}
