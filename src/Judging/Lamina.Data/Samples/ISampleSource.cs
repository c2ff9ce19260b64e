namespace Lamina.Data.Samples;

/// <summary>A container of files: a folder, an archive.</summary>
internal interface ISampleSource : IDisposable
{
    /// <summary>The container's path as it was given.</summary>
    string Origin { get; }

    /// <summary>Paths of all files in it, with forward slashes, in any order.</summary>
    IReadOnlyList<string> List();

    /// <summary>Parts of the container that cannot be read, by name, with the reason; what they hold is not listed.</summary>
    IReadOnlyDictionary<string, string> Faults => System.Collections.Immutable.ImmutableDictionary<string, string>.Empty;

    /// <summary>A file's bytes. Thread safe.</summary>
    byte[] Read(string name);
}
