namespace Lamina.Worker.Models;

/// <summary>A model file to load, and the name and version it is served under.</summary>
internal sealed record ModelSource(string Name, string Version, string Path)
{
    public const int MaxNameLength = 256;

    /// <summary>Whether a name can stand in a REST path and in a log line.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= MaxNameLength && !name.Contains('/') && !name.Any(char.IsControl) && name is not ("." or "..") && name.Trim() == name;
}
