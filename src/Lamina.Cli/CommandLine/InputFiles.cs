using Lamina.Shared.ProgramOptions;
namespace Lamina.Cli.CommandLine;

/// <summary>Reads files named on the command line, with a ceiling and one sentence when they cannot be read.</summary>
internal static class InputFiles
{
    /// <summary>All bytes of a file.</summary>
    /// <exception cref="CommandFailure">Missing, unreadable or larger than <paramref name="ceiling"/>: exit code 5.</exception>
    public static byte[] Read(string path, long ceiling) => Use(path, ceiling, File.ReadAllBytes);

    /// <summary>A file to read from its beginning; the caller disposes it.</summary>
    /// <exception cref="CommandFailure">Missing, unreadable or larger than <paramref name="ceiling"/>: exit code 5.</exception>
    public static FileStream Open(string path, long ceiling) => Use(path, ceiling, File.OpenRead);

    /// <summary>Writes a file whole or not at all.</summary>
    /// <exception cref="CommandFailure">It cannot be written: exit code 1.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string unfinished = $"{path}.unfinished";
        try
        {
            File.WriteAllBytes(unfinished, content);
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            File.Delete(unfinished);
            throw new CommandFailure(ExitCode.Failed, "cannot-write", $"the file cannot be written: {fault.Message}", path);
        }
    }

    /// <summary>Says so where a folder is named in place of a file; the system's own words would be of permissions.</summary>
    /// <exception cref="CommandFailure">It is a folder: exit code 5.</exception>
    public static void RefuseFolder(string path)
    {
        if (Directory.Exists(path))
        {
            throw CommandFailure.Unusable("this is a folder; a file was wanted", path);
        }
    }

    private static T Use<T>(string path, long ceiling, Func<string, T> use)
    {
        try
        {
            RefuseFolder(path);
            FileInfo file = new(path);
            if (file.Exists && file.Length > ceiling)
            {
                throw CommandFailure.Unusable($"the file has {file.Length} bytes, at most {ceiling} are read", path);
            }

            return use(path);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CommandFailure.Unusable("there is no such file", path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw CommandFailure.Unusable($"the file cannot be read: {fault.Message}", path);
        }
    }
}
