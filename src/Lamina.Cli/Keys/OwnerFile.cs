using Lamina.Cli.CommandLine;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Cli.Keys;

/// <summary>Files that only their owner may read.</summary>
internal static class OwnerFile
{
    /// <summary>Writes a file that is not there yet, readable by its owner alone from the first byte on.</summary>
    /// <exception cref="CommandFailure">It is there, or cannot be written: exit code 1.</exception>
    public static void WriteNew(string path, ReadOnlySpan<byte> content)
    {
        try
        {
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using FileStream file = new(path, options);
            file.Write(content);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Failed, "cannot-write", File.Exists(path) ? "the file is there already; a key is never overwritten" : $"the file cannot be written: {fault.Message}", path);
        }
    }
}
