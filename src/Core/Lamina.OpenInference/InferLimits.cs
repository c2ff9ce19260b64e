namespace Lamina.OpenInference;

/// <summary>Ceilings on what a peer may send; beyond them a message is refused before anything is allocated for it.</summary>
public sealed record InferLimits
{
    /// <summary>Bytes of a whole message: JSON and tensors, or one gRPC message. Default 64 MiB.</summary>
    public int MaxMessageBytes { get; init; } = 64 << 20;

    /// <summary>Bytes of the JSON that precedes binary tensors. Default 64 KiB.</summary>
    public int MaxJsonHeaderBytes { get; init; } = 64 << 10;

    /// <summary>Tensors in one message, and outputs asked for. Default 64.</summary>
    public int MaxTensors { get; init; } = 64;

    /// <summary>Dimensions of one tensor. Default 16.</summary>
    public int MaxRank { get; init; } = 16;

    /// <summary>Characters of a name or id. Default 1024.</summary>
    public int MaxNameLength { get; init; } = 1024;
}
