using System.Formats.Tar;

namespace Lamina.Data.Samples;

/// <summary>Pictures in an uncompressed tar file, read in place.</summary>
internal sealed class TarSource : ISampleSource
{
    private readonly FileStream _file;
    private readonly Dictionary<string, (long Offset, int Length)> _entries = new(StringComparer.Ordinal);

    public TarSource(string path)
    {
        Origin = path;
        try
        {
            _file = File.OpenRead(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path}: {fault.Message}", fault);
        }

        try
        {
            Index();
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or FormatException or ArgumentException)
        {
            _file.Dispose();
            throw new DataException($"{path}: is no readable tar file (a compressed one is told by its name: .tar.gz or .tar.zst): {fault.Message}", fault);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public string Origin { get; }

    public IReadOnlyList<string> List() => [.. _entries.Keys];

    public byte[] Read(string name)
    {
        (long offset, int length) = _entries[name];
        var bytes = new byte[length];
        for (int done = 0; done < length;)
        {
            // Reads at a place share no position, so threads need no lock.
            int read = RandomAccess.Read(_file.SafeFileHandle, bytes.AsSpan(done), offset + done);
            done += read > 0 ? read : throw new DataException($"{Origin}: {name} ends after {done} of {length} bytes.");
        }

        return bytes;
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Path of an entry that is a file; null for any other.</summary>
    internal static string? NameOf(TarEntry entry) => entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) ? null
        : entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;

    private void Index()
    {
        using var reader = new TarReader(_file, leaveOpen: true);
        while (reader.GetNextEntry() is { } entry)
        {
            if (NameOf(entry) is not { } name)
            {
                continue;
            }

            if (entry.Length > SampleSet.MaxFileBytes)
            {
                throw new DataException($"{Origin}: {name} has {entry.Length} bytes, at most {SampleSet.MaxFileBytes} are read.");
            }

            _entries[name] = (entry.DataOffset, (int)entry.Length);
            if (_entries.Count > SampleSet.MaxFiles)
            {
                throw new DataException($"{Origin}: lists more than {SampleSet.MaxFiles} files.");
            }
        }
    }
}
