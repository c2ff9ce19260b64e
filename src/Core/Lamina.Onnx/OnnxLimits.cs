namespace Lamina.Onnx;

/// <summary>
/// Ceilings for what a model file may make the reader do. The defaults are far above any published classifier; a file beyond them is
/// refused with an <see cref="OnnxFormatException"/>. Weights do not count: they are never read into memory.
/// </summary>
public sealed record OnnxLimits
{
    /// <summary>The defaults.</summary>
    public static OnnxLimits Default { get; } = new();

    /// <summary>Nodes, tensors, value infos, attributes and unknown fields together, subgraphs included. Default 1,000,000.</summary>
    public int MaxElements { get; init; } = 1_000_000;

    /// <summary>Bytes of names, attributes and types held in memory, payloads of tensors excluded. Default 256 MiB.</summary>
    public long MaxHeaderBytes { get; init; } = 256L << 20;

    /// <summary>UTF-8 bytes of one name. Default 64 KiB.</summary>
    public int MaxNameBytes { get; init; } = 64 << 10;

    /// <summary>Graphs within graphs (If, Loop, Scan). Default 16.</summary>
    public int MaxDepth { get; init; } = 16;

    /// <summary>Dimensions of one tensor. Default 64.</summary>
    public int MaxRank { get; init; } = 64;

    /// <summary>Bytes of one tensor that a caller may ask to have in memory. Default 4 GiB.</summary>
    public long MaxTensorBytes { get; init; } = 4L << 30;

    /// <summary>Throws when a ceiling is not positive.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A ceiling is zero or negative.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxElements);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxHeaderBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxNameBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxDepth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxRank);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxTensorBytes);
    }
}
