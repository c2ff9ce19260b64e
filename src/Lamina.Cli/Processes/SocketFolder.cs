namespace Lamina.Cli.Processes;

/// <summary>A private folder (mode 0700) for Unix sockets, removed when disposed. Its path is short: Linux takes 107 bytes.</summary>
internal sealed class SocketFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lamina-");

    /// <summary>The address of a socket in the folder, such as <c>unix:/tmp/lamina-x/worker</c>.</summary>
    public string AddressOf(string name) => $"unix:{Path.Combine(_folder.FullName, name)}";

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
