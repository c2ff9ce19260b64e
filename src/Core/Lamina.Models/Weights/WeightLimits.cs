namespace Lamina.Models.Weights;

/// <summary>Ceilings for what a file of weights may make the reader do. The defaults are far above any published classifier.</summary>
public sealed record WeightLimits
{
    /// <summary>The defaults.</summary>
    public static WeightLimits Default { get; } = new();

    /// <summary>Bytes of the part that describes the tensors (a pickle, a JSON header). Default 32 MiB.</summary>
    public int MaxHeaderBytes { get; init; } = 32 << 20;

    /// <summary>Tensors in one file. Default 100,000.</summary>
    public int MaxTensors { get; init; } = 100_000;

    /// <summary>Bytes of one tensor. Default 4 GiB.</summary>
    public long MaxTensorBytes { get; init; } = 4L << 30;

    /// <summary>Bytes that a compressed file may unpack to. Default 8 GiB.</summary>
    public long MaxUnpackedBytes { get; init; } = 8L << 30;

    /// <summary>Steps of a pickle. Default 4,000,000.</summary>
    public int MaxPickleSteps { get; init; } = 4_000_000;
}
