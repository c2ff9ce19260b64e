namespace Lamina.Data.TonIot;

/// <summary>How records become a folder of pictures.</summary>
public sealed record TonIotDatasetOptions
{
    /// <summary><see cref="QuantileChunks.EncodingName"/> (default), <see cref="RecordBytes.EncodingName"/> or <see cref="PlacedChunks.EncodingName"/>.</summary>
    public string Encoding { get; init; } = QuantileChunks.EncodingName;

    /// <summary>Class folders are only <c>normal</c> and <c>attack</c>; the list of pictures still has the type. Default false: a folder a type.</summary>
    public bool Binary { get; init; }

    /// <summary>One data set of all files; default one a file.</summary>
    public bool Merge { get; init; }

    /// <summary>Factor by which pictures are enlarged, each pixel a square, 1 to 64. Default 8: 64x64 pixels for quantile chunks.</summary>
    public int Enlarge { get; init; } = 8;

    /// <summary>Deals blocks of time to splits. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>For <see cref="RecordBytes.EncodingName"/>: pictures per file, type and split, evenly over time. Default 300.</summary>
    public int PerType { get; init; } = 300;
}
