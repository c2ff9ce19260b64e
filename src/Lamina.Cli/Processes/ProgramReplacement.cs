using Lamina.Shared.ProgramOptions;
using System.Runtime.InteropServices;
using Lamina.Cli.CommandLine;

namespace Lamina.Cli.Processes;

/// <summary>Becomes another of Lamina's programs: same process, same terminal, same signals.</summary>
internal static partial class ProgramReplacement
{
    /// <summary>Replaces this process. Returns only by exception.</summary>
    /// <exception cref="CommandFailure">The program is missing or cannot be started.</exception>
    public static int Become(string name, IEnumerable<string> arguments)
    {
        string file = ProgramFiles.Find(name);

        // A program that needs this one again (plan has profile measure for it) finds it there.
        _ = SetVariable("_LAMINA_DOOR", Environment.ProcessPath ?? "", 1);
        Console.Out.Flush();
        Console.Error.Flush();
        _ = Execute(file, [file, .. arguments, null]);
        throw new CommandFailure(ExitCode.Failed, "program-unusable", $"the program cannot be started: {Marshal.GetLastPInvokeErrorMessage()}", file);
    }

    [LibraryImport("libc", EntryPoint = "setenv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string path, string?[] arguments);
}
