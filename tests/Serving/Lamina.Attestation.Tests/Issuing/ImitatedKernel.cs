using System.Text;
using Lamina.Attestation.Issuing;
using Lamina.Testing;

namespace Lamina.Attestation.Tests.Issuing;

/// <summary>
/// A folder that behaves as configfs-tsm does: a new entry is filled by the kernel, a write to inblob counts up the
/// generation and makes an outblob, an entry full of attributes can be removed as if it were empty.
/// </summary>
internal sealed class ImitatedKernel(string provider) : IPlatformFiles, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly PlatformFiles _real = new();
    private readonly Lock _lock = new();

    public string Root => _folder.Path;

    /// <summary>Another writer's interference: called before each read of outblob.</summary>
    public Action<string>? BeforeOutblob { get; set; }

    /// <summary>Error of the kernel for a path, or null.</summary>
    public Func<string, IOException?>? Refuse { get; set; }

    public byte[]? Certificates { get; set; }

    public bool EmptyEvidence { get; set; }

    /// <summary>What the machine makes of report data; the report data between two marks if nobody said otherwise.</summary>
    public Func<byte[], byte[]> Signs { get; set; } = reportData => [.. Encoding.ASCII.GetBytes("<"), .. reportData, .. Encoding.ASCII.GetBytes(">")];

    public int Entries => Directory.GetDirectories(Root).Length;

    public bool FileExists(string path) => _real.FileExists(path);

    public bool FolderExists(string path) => _real.FolderExists(path);

    public void MakeFolder(string path)
    {
        _real.MakeFolder(path);
        File.WriteAllText(Path.Combine(path, "provider"), provider + "\n");
        File.WriteAllText(Path.Combine(path, "generation"), "0\n");
        File.WriteAllBytes(Path.Combine(path, "inblob"), []);
        File.WriteAllBytes(Path.Combine(path, "outblob"), []);
        File.WriteAllBytes(Path.Combine(path, "auxblob"), Certificates ?? []);
    }

    public void RemoveFolder(string path) => Directory.Delete(path, recursive: true);

    public byte[] Read(string path)
    {
        if (Path.GetFileName(path) == "outblob") BeforeOutblob?.Invoke(Path.GetDirectoryName(path)!);
        if (Refuse?.Invoke(path) is { } error) throw error;
        return _real.Read(path);
    }

    public void Write(string path, ReadOnlySpan<byte> bytes)
    {
        if (Refuse?.Invoke(path) is { } error) throw error;
        _real.Write(path, bytes);
        lock (_lock) Sign(Path.GetDirectoryName(path)!, bytes);
    }

    /// <summary>What the kernel does for a write.</summary>
    public void Sign(string entry, ReadOnlySpan<byte> reportData)
    {
        string generation = Path.Combine(entry, "generation");
        File.WriteAllText(generation, $"{int.Parse(File.ReadAllText(generation)) + 1}\n");
        File.WriteAllBytes(Path.Combine(entry, "outblob"), EmptyEvidence ? [] : Signs(reportData.ToArray()));
    }

    public void Dispose() => _folder.Dispose();
}
