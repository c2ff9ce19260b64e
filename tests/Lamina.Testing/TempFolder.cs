namespace Lamina.Testing;

/// <summary>A folder of the test's own, removed when disposed.</summary>
public sealed class TempFolder : IDisposable
{
    /// <summary>Full path of the folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("lamina-test-").FullName;

    /// <summary>A path inside the folder.</summary>
    public string this[params string[] parts] => System.IO.Path.Combine([Path, .. parts]);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
