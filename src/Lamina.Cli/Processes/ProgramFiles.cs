using Lamina.Shared.ProgramOptions;
using Lamina.Cli.CommandLine;

namespace Lamina.Cli.Processes;

/// <summary>Finds Lamina's other programs: beside this one, else on PATH.</summary>
internal static class ProgramFiles
{
    /// <summary>What installs a program that is shipped apart from this one.</summary>
    private static readonly Dictionary<string, string> InstalledBy = new()
    {
        ["lamina-lab"] = "dotnet tool install --global lamina-lab",
    };

    /// <summary>Full path of a program; a name with a folder is that file.</summary>
    /// <exception cref="CommandFailure">It is not there; the sentence names the command that installs it.</exception>
    public static string Find(string name)
    {
        if (name.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            return File.Exists(name) ? Path.GetFullPath(name) : throw new CommandFailure(ExitCode.Failed, "program-missing", $"the program {name} does not exist", name);
        }

        IEnumerable<string> folders = [AppContext.BaseDirectory, .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)];
        return folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new CommandFailure(ExitCode.Failed, "program-missing", $"the program {name} is neither beside lamina nor on PATH; {InstalledBy.GetValueOrDefault(name, "install lamina again")}", name);
    }
}
