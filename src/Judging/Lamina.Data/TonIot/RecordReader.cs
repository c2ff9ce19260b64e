using Lamina.Images;

namespace Lamina.Data.TonIot;

/// <summary>Reads records out of any picture that is taken for one of a data set's, such as a reconstruction. Thread safe.</summary>
public sealed class RecordReader
{
    private readonly TonIotManifest _manifest;
    private readonly Dictionary<string, TonIotSource> _sources;

    private readonly Dictionary<string, string> _types;

    private RecordReader(TonIotManifest manifest, Dictionary<string, TonIotSource> sources, Dictionary<string, string> types) => (_manifest, _sources, _types) = (manifest, sources, types);

    /// <summary>The files whose records the data set holds.</summary>
    public IReadOnlyList<TonIotSource> Sources => _manifest.Sources;

    /// <summary>Opens a folder that <see cref="TonIotDataset"/> wrote.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>Null where the folder holds no manifest: ordinary pictures.</returns>
    /// <exception cref="DataException">The manifest or the list of pictures is malformed.</exception>
    public static RecordReader? Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!File.Exists(Path.Combine(folder, TonIotManifest.FileName)))
        {
            return null;
        }

        TonIotManifest manifest = TonIotManifest.Read(folder);
        Dictionary<string, TonIotSource> byName = manifest.Sources.ToDictionary(source => source.Name, StringComparer.Ordinal);
        string list = Path.Combine(folder, TonIotDataset.LabelsFile);
        var sources = new Dictionary<string, TonIotSource>(StringComparer.Ordinal);
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in File.Exists(list) ? File.ReadLines(list).Skip(1) : throw new DataException($"{list}: is missing."))
        {
            string[] fields = line.Split(',');
            sources[fields[0]] = fields.Length == 5 && byName.TryGetValue(fields[3], out TonIotSource? source)
                ? source
                : throw new DataException($"{list}: '{line}' is no entry of this data set.");
            types[fields[0]] = fields[2];
        }

        return new RecordReader(manifest, sources, types);
    }

    /// <summary>Which file the records of a picture are of.</summary>
    /// <param name="image">The picture's path in the data set.</param>
    /// <exception cref="DataException">The data set has no such picture.</exception>
    public TonIotSource SourceOf(string image) => _sources.GetValueOrDefault(image) ?? throw new DataException($"{image}: is not in the list of pictures.");

    /// <summary>Records that one picture of a source holds.</summary>
    public int RecordsPerImage(TonIotSource source) => _manifest.CodeOf(source).RecordsPerImage;

    /// <summary>How the records of a source are written into a picture.</summary>
    /// <exception cref="DataException">The manifest's columns are not valid.</exception>
    public IRecordCode CodeOf(TonIotSource source) => _manifest.CodeOf(source);

    /// <summary>The bytes a picture was drawn from: every pixel the mean of its square.</summary>
    /// <param name="picture">Square; its side is a multiple of the records' own.</param>
    /// <param name="code">How they were written.</param>
    /// <exception cref="DataException">The picture has another shape.</exception>
    public static byte[] Bytes(Picture picture, IRecordCode code)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(code);
        return RecordPicture.Reduce(picture, code.Side);
    }

    /// <summary>The true type of a picture's records, also where class folders only say normal or attack.</summary>
    /// <param name="image">The picture's path in the data set.</param>
    /// <exception cref="DataException">The data set has no such picture.</exception>
    public string TypeOf(string image) => _types.GetValueOrDefault(image) ?? throw new DataException($"{image}: is not in the list of pictures.");

    /// <summary>The records a picture shows, at the resolution they were written in: every pixel the mean of its square.</summary>
    /// <param name="picture">Square; its side is a multiple of the records' own.</param>
    /// <param name="source">Whose columns they are.</param>
    /// <returns>For each record the canonical text of each column; an empty text is a missing value.</returns>
    /// <exception cref="DataException">The picture has another shape.</exception>
    public IReadOnlyList<string[]> Read(Picture picture, TonIotSource source)
    {
        ArgumentNullException.ThrowIfNull(picture);
        IRecordCode code = _manifest.CodeOf(source);
        return code.Decode(RecordPicture.Reduce(picture, code.Side));
    }
}
