using Lamina.Onnx.Wire;

namespace Lamina.Onnx.External;

/// <summary>
/// Files beside a model. A location must be relative, stay below the model's folder by its spelling, and still lie below it after links
/// were followed; anything else would let a model read the reader's files (onnx: docs/ExternalDataSecurity.md).
/// </summary>
internal sealed class FolderFiles(string folder) : ExternalFiles
{
    /// <summary>Links followed one inside another before the path is taken for a ring, as Linux does.</summary>
    private const int MaxHops = 40;

    protected override ByteSource Open(string location)
    {
        string[] parts = location.Split('/');
        bool plain = location.Length > 0 && !location.Contains('\\', StringComparison.Ordinal) && !location.Contains(':', StringComparison.Ordinal)
            && !location.Contains('\0', StringComparison.Ordinal) && !Path.IsPathRooted(location) && Array.TrueForAll(parts, part => part is not ("" or ".."));
        if (!plain)
        {
            throw new OnnxFormatException($"external data '{location}' is not a plain path below the model's folder");
        }

        string root = RealPath(Path.GetFullPath(folder));
        string path = RealPath(Path.GetFullPath(Path.Combine(root, location)));
        if (!path.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new OnnxFormatException($"external data '{location}' leads out of the model's folder");
        }

        if (!File.Exists(path))
        {
            throw new OnnxFormatException($"external data '{location}' does not exist beside the model");
        }

        try
        {
            return new FileSource(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OnnxFormatException($"external data '{location}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The path with every link on the way followed.</summary>
    private static string RealPath(string path, int hops = 0)
    {
        if (hops > MaxHops)
        {
            throw new OnnxFormatException($"'{path}' goes through more than {MaxHops} links");
        }

        string real = Path.GetPathRoot(path)!;
        foreach (string part in path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            string next = Path.Combine(real, part);
            try
            {
                FileSystemInfo? target = new FileInfo(next).ResolveLinkTarget(returnFinalTarget: false);
                real = target is null ? next : RealPath(target.FullName, hops + 1);
            }
            catch (IOException)
            {
                // A missing part: whoever opens the path says so.
                real = next;
            }
        }

        return real;
    }
}
