namespace Lamina.Data.Samples;

/// <summary>
/// Files out of a container that cannot be read in place, one after another in one temporary file (<c>TMPDIR</c>), which vanishes
/// with the source. Filled by one thread; then <see cref="Seal"/>; then read by any number.
/// </summary>
internal sealed class Spool : IDisposable
{
    /// <summary>Bytes it may hold: 32 GiB.</summary>
    public const long MaxBytes = 32L * 1024 * 1024 * 1024;

    private readonly string _origin;
    private readonly FileStream _file;
    private readonly Dictionary<string, (long Offset, int Length)> _entries = new(StringComparer.Ordinal);

    /// <param name="origin">The container, for messages.</param>
    public Spool(string origin)
    {
        _origin = origin;
        try
        {
            _file = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), new FileStreamOptions
            {
                Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.DeleteOnClose, BufferSize = 1 << 17,
            });
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{origin}: needs a temporary file, and {Path.GetTempPath()} gives none: {fault.Message}", fault);
        }
    }

    /// <summary>Names of the files.</summary>
    public IReadOnlyList<string> Names => [.. _entries.Keys];

    /// <summary>Adds a file; a later one of the same name replaces it.</summary>
    /// <exception cref="DataException">It is larger than <see cref="SampleSet.MaxFileBytes"/>, or there are too many.</exception>
    public void Add(string name, ReadOnlySpan<byte> bytes)
    {
        CheckRoom(name, bytes.Length);
        _entries[name] = (_file.Position, bytes.Length);
        _file.Write(bytes);
    }

    /// <summary>Adds a file from a stream that must give <paramref name="length"/> bytes.</summary>
    /// <exception cref="DataException">As above, or the stream ends early.</exception>
    public void Add(string name, Stream content, long length)
    {
        CheckRoom(name, length);
        var bytes = new byte[length];
        int read = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        Add(name, read == length ? bytes : throw new DataException($"{_origin}: {name} ends after {read} of {length} bytes."));
    }

    /// <summary>Ends the filling.</summary>
    public void Seal() => _file.Flush();

    /// <summary>A file's bytes. Thread safe.</summary>
    public byte[] Read(string name)
    {
        (long offset, int length) = _entries[name];
        var bytes = new byte[length];
        for (int done = 0; done < length;)
        {
            int read = RandomAccess.Read(_file.SafeFileHandle, bytes.AsSpan(done), offset + done);
            done += read > 0 ? read : throw new DataException($"{_origin}: {name} is gone from the temporary file.");
        }

        return bytes;
    }

    public void Dispose() => _file.Dispose();

    private void CheckRoom(string name, long length)
    {
        if (length > SampleSet.MaxFileBytes || _file.Position + length > MaxBytes || _entries.Count >= SampleSet.MaxFiles)
        {
            throw new DataException(
                $"{_origin}: {name} has {length} bytes after {_entries.Count} files of {_file.Position} bytes; at most {SampleSet.MaxFileBytes} bytes a file, {SampleSet.MaxFiles} files and {MaxBytes} bytes in all are read.");
        }
    }
}
