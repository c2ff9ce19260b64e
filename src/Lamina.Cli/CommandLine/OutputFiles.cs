using Lamina.Shared.ProgramOptions;

namespace Lamina.Cli.CommandLine;

/// <summary>What <c>-o</c> may not name, found before any work is done.</summary>
internal static class OutputFiles
{
    /// <summary>Refuses a file where a folder is written into.</summary>
    /// <exception cref="CommandFailure">There is a file: exit code 1.</exception>
    public static void RefuseFile(string? folder)
    {
        if (File.Exists(folder))
        {
            throw new CommandFailure(ExitCode.Failed, "cannot-write", "this is a file; a folder was wanted", folder);
        }
    }

    /// <summary>Refuses files that are there already.</summary>
    /// <param name="overwrite">Whether they may be replaced.</param>
    /// <param name="paths">The files.</param>
    /// <exception cref="CommandFailure">One is there: exit code 2.</exception>
    public static void RefuseExisting(bool overwrite, params string[] paths)
    {
        if (!overwrite && paths.FirstOrDefault(File.Exists) is { } there)
        {
            throw CommandFailure.Usage("the file is there already; say --overwrite to replace it", there);
        }
    }

    /// <summary>Whether two paths lead to one file, links followed.</summary>
    public static bool AreSame(string one, string other) => Target(one) == Target(other);

    private static string Target(string path) =>
        (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(path);
}
