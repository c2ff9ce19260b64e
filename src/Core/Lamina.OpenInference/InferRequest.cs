namespace Lamina.OpenInference;

/// <summary>An output that a request asks for by name.</summary>
/// <param name="Name">Name of the model's output.</param>
/// <param name="Binary">Over REST: raw bytes after the JSON rather than numbers in it. gRPC always answers raw.</param>
public sealed record RequestedOutput(string Name, bool Binary = true);

/// <summary>One inference, whatever wire it came over.</summary>
public sealed record InferRequest
{
    /// <summary>Name of the model.</summary>
    public required string ModelName { get; init; }

    /// <summary>Version, or empty for the server's choice.</summary>
    public string ModelVersion { get; init; } = "";

    /// <summary>The caller's name for this request, echoed in the answer; empty for none.</summary>
    public string Id { get; init; } = "";

    /// <summary>Tensors, with distinct names.</summary>
    public required IReadOnlyList<InferTensor> Inputs { get; init; }

    /// <summary>Wanted outputs, with distinct names; empty for all of them.</summary>
    public IReadOnlyList<RequestedOutput> Outputs { get; init; } = [];

    /// <summary>Over REST: whether outputs that do not say otherwise come as raw bytes. Default true, as binary clients want.</summary>
    public bool BinaryOutput { get; init; } = true;

    /// <summary>Whether this output is to be written as raw bytes.</summary>
    public bool WantsBinary(string output)
    {
        foreach (RequestedOutput asked in Outputs)
        {
            if (asked.Name == output)
            {
                return asked.Binary;
            }
        }

        return BinaryOutput;
    }
}
