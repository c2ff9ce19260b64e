namespace Lamina.OpenInference;

/// <summary>What a model takes or gives.</summary>
/// <param name="Name">Name of the tensor.</param>
/// <param name="DataType">Type of its elements.</param>
/// <param name="Shape">Dimensions; -1 where the request chooses.</param>
public sealed record TensorDescription(string Name, DataType DataType, IReadOnlyList<long> Shape);

/// <summary>A served model, as metadata and configuration calls show it.</summary>
public sealed record ModelDescription
{
    /// <summary>Name that requests use.</summary>
    public required string Name { get; init; }

    /// <summary>Versions that may be asked for, the one used by default last.</summary>
    public IReadOnlyList<string> Versions { get; init; } = ["1"];

    /// <summary>Kind of model, such as <c>onnxruntime_onnx</c>.</summary>
    public string Platform { get; init; } = "";

    /// <summary>Inputs, all of them required.</summary>
    public required IReadOnlyList<TensorDescription> Inputs { get; init; }

    /// <summary>Outputs.</summary>
    public required IReadOnlyList<TensorDescription> Outputs { get; init; }

    /// <summary>Most rows in one run where the first dimension is a batch; 0 where nothing is batched.</summary>
    public int MaxBatchSize { get; init; }

    /// <summary>How long a request may wait for others to share its run.</summary>
    public TimeSpan MaxQueueDelay { get; init; }
}

/// <summary>Who a server says it is.</summary>
/// <param name="Name">Name of the program.</param>
/// <param name="Version">Its version.</param>
/// <param name="Extensions">Extensions of the protocol that it offers, by Triton's names.</param>
public sealed record ServerDescription(string Name, string Version, IReadOnlyList<string> Extensions);
