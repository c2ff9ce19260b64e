using System.Text.Json;

namespace Lamina.Data.TonIot;

/// <summary>What a folder of record pictures was made of, and all that is needed to read the records back.</summary>
/// <param name="Format">Always <see cref="CurrentFormat"/>.</param>
/// <param name="Encoding">Name of the encoding.</param>
/// <param name="Enlarge">Factor by which pictures are enlarged.</param>
/// <param name="Seed">Dealt blocks to splits.</param>
/// <param name="Sources">The files.</param>
public sealed record TonIotManifest(string Format, string Encoding, int Enlarge, int Seed, IReadOnlyList<TonIotSource> Sources)
{
    /// <summary>The format this version writes and reads.</summary>
    public const string CurrentFormat = "lamina-records-1";

    /// <summary>Name of the file in the folder.</summary>
    public const string FileName = "manifest.json";

    private const int MaxBytes = 256 * 1024 * 1024;
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>Reads the manifest of a folder.</summary>
    /// <exception cref="DataException">There is none, or it is not valid.</exception>
    public static TonIotManifest Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            using FileStream stream = File.OpenRead(path);
            TonIotManifest? manifest = stream.Length <= MaxBytes ? JsonSerializer.Deserialize<TonIotManifest>(stream, Json) : null;
            return manifest is { Format: CurrentFormat, Sources: not null, Enlarge: >= 1 and <= 64 } ? manifest : throw new DataException($"{path}: is no manifest of the format {CurrentFormat}.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new DataException($"{path}: cannot be read as a manifest: {fault.Message}", fault);
        }
    }

    /// <summary>The code of a source.</summary>
    /// <exception cref="DataException">The encoding is not known or its columns are not valid.</exception>
    public IRecordCode CodeOf(TonIotSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Encoding switch
        {
            QuantileChunks.EncodingName => QuantileChunks.From(source.Columns),
            RecordBytes.EncodingName => RecordBytes.From(source.Columns),
            PlacedChunks.EncodingName => PlacedChunks.From(source.Columns, source.Placement),
            _ => throw new DataException($"the encoding '{Encoding}' is not known."),
        };
    }

    /// <summary>Writes the manifest into a folder.</summary>
    internal void Write(string folder) => File.WriteAllBytes(Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(this, Json));
}
