using System.IO.Compression;

namespace Lamina.Data.Samples;

/// <summary>Pictures in a zip file, read in place.</summary>
internal sealed class ZipSource : ISampleSource
{
    private readonly Lock _gate = new();
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries;

    public ZipSource(string path)
    {
        Origin = path;
        try
        {
            _archive = ZipFile.OpenRead(path);
            if (_archive.Entries.Count > SampleSet.MaxFiles)
            {
                throw new DataException($"{path}: lists {_archive.Entries.Count} files, at most {SampleSet.MaxFiles} are read.");
            }

            _entries = _archive.Entries
                .Where(entry => !entry.FullName.EndsWith('/'))
                .GroupBy(entry => entry.FullName.Replace('\\', '/'), StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new DataException($"{path}: is no readable zip file: {fault.Message}", fault);
        }
    }

    public string Origin { get; }

    public IReadOnlyList<string> List() => [.. _entries.Keys];

    public byte[] Read(string name)
    {
        ZipArchiveEntry entry = _entries[name];
        if (entry.Length > SampleSet.MaxFileBytes)
        {
            throw new DataException($"{Origin}: {name} claims {entry.Length} bytes, at most {SampleSet.MaxFileBytes} are read.");
        }

        try
        {
            // One stream under all entries; the directory's length is a ceiling that a lying entry runs into.
            lock (_gate)
            {
                using Stream stream = entry.Open();
                var bytes = new byte[entry.Length];
                stream.ReadExactly(bytes);
                return bytes;
            }
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or NotSupportedException)
        {
            throw new DataException($"{Origin}: {name} cannot be read: {fault.Message}", fault);
        }
    }

    public void Dispose() => _archive.Dispose();
}
