using System.Formats.Tar;
using System.IO.Compression;
using ZstdSharp;

namespace Lamina.Data.Samples;

/// <summary>Pictures in a <c>.tar.gz</c>, <c>.tgz</c> or <c>.tar.zst</c>: decompressed once, its pictures kept in a temporary file.</summary>
internal sealed class CompressedTarSource : ISampleSource
{
    private static readonly string[] Endings = [".tar.gz", ".tgz", ".tar.zst", ".tzst"];
    private readonly Spool _spool;

    public CompressedTarSource(string path)
    {
        Origin = path;
        _spool = new Spool(path);
        try
        {
            Fill();
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or FormatException or ArgumentException or UnauthorizedAccessException or ZstdException)
        {
            _spool.Dispose();
            throw new DataException($"{path}: is no readable compressed tar file: {fault.Message}", fault);
        }
        catch
        {
            _spool.Dispose();
            throw;
        }
    }

    public string Origin { get; }

    /// <summary>True for a name that ends as a compressed tar file's.</summary>
    public static bool IsNamedSo(string path) => Endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    public IReadOnlyList<string> List() => _spool.Names;

    public byte[] Read(string name) => _spool.Read(name);

    public void Dispose() => _spool.Dispose();

    private void Fill()
    {
        using FileStream file = File.OpenRead(Origin);
        using Stream plain = Origin.EndsWith("zst", StringComparison.OrdinalIgnoreCase) ? new DecompressionStream(file) : new GZipStream(file, CompressionMode.Decompress);
        using var bounded = new CeilingStream(plain, Spool.MaxBytes, Origin);
        using var reader = new TarReader(bounded);
        while (reader.GetNextEntry() is { } entry)
        {
            if (TarSource.NameOf(entry) is { } name && SampleSets.IsPicture(name))
            {
                _spool.Add(name, entry.DataStream ?? Stream.Null, entry.Length);
            }
        }

        _spool.Seal();
    }
}
