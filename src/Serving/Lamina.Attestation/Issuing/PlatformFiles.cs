namespace Lamina.Attestation.Issuing;

/// <summary>The few file operations through which platforms hand out evidence. Tests imitate a kernel behind them.</summary>
internal interface IPlatformFiles
{
    bool FileExists(string path);

    bool FolderExists(string path);

    /// <summary>Makes a folder; the kernel fills it.</summary>
    void MakeFolder(string path);

    /// <summary>Removes a folder that the kernel filled.</summary>
    void RemoveFolder(string path);

    /// <summary>Reads to the end; the size that a pseudo-file states means nothing.</summary>
    byte[] Read(string path);

    /// <summary>Writes with one system call: the kernel takes each as a whole request.</summary>
    void Write(string path, ReadOnlySpan<byte> bytes);
}

/// <summary>The real files.</summary>
internal sealed class PlatformFiles : IPlatformFiles
{
    /// <summary>More than any quote, certificate table or attribute; a pseudo-file that goes on is broken.</summary>
    public const int MaxLength = 1 << 20;

    public bool FileExists(string path) => File.Exists(path);

    public bool FolderExists(string path) => Directory.Exists(path);

    public void MakeFolder(string path) => Directory.CreateDirectory(path);

    public void RemoveFolder(string path) => Directory.Delete(path, recursive: false);

    public byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        using var bytes = new MemoryStream();
        byte[] buffer = new byte[16 << 10];
        while (file.Read(buffer) is > 0 and int read)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > MaxLength) throw new IOException($"{path} gives more than {MaxLength} bytes.");
        }

        return bytes.ToArray();
    }

    public void Write(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        file.Write(bytes);
    }
}
