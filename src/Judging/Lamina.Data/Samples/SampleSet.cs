namespace Lamina.Data.Samples;

/// <summary>Pictures with labels from one source. Owns the source.</summary>
public sealed class SampleSet : IDisposable
{
    private readonly ISampleSource _source;

    internal SampleSet(ISampleSource source, string? split, IReadOnlyList<string> splits, IReadOnlyList<string> classes, IReadOnlyList<Sample> samples)
    {
        _source = source;
        Split = split;
        Splits = splits;
        Classes = classes;
        Samples = samples;
    }

    /// <summary>Which of the source's own splits this is; null if it has none.</summary>
    public string? Split { get; }

    /// <summary>The splits the source comes with: top-level folders named only train, val or test.</summary>
    public IReadOnlyList<string> Splits { get; }

    /// <summary>Names of the class folders in ordinal order; empty where pictures lie in no folder.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The pictures, by name in ordinal order.</summary>
    public IReadOnlyList<Sample> Samples { get; }

    /// <summary>Parts of the source that cannot be read, by name, with the reason: a damaged Parquet file among several. Their pictures are not in the set.</summary>
    public IReadOnlyDictionary<string, string> Faults => _source.Faults;

    /// <summary>Where the pictures come from, for messages.</summary>
    public string Origin => _source.Origin;

    /// <summary>The encoded bytes of a picture. Thread safe.</summary>
    /// <exception cref="DataException">It cannot be read, or is larger than <see cref="MaxFileBytes"/>.</exception>
    public byte[] Read(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return _source.Read(sample.Name);
    }

    /// <summary>Largest picture file that is read.</summary>
    public const int MaxFileBytes = 64 * 1024 * 1024;

    /// <summary>Most files a source may list.</summary>
    public const int MaxFiles = 20_000_000;

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
