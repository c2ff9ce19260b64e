using System.CommandLine;

namespace Lamina.Shared.CommandLine;

/// <summary>What is wrong with a command line, in sentences that are each true.</summary>
internal static class ParseFaults
{
    /// <summary>The faults; empty for a right one.</summary>
    public static IReadOnlyList<string> Of(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;

        // A word that is no command would else be told twice, the first time as a command that was not given.
        return command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [[not '-', ..] word, ..]
            ? [$"There is no command '{Path(command)}{word}'."]
            : [.. parsed.Errors.Select(error => error.Message).Distinct()];
    }

    /// <summary>The words that name a command below the program, each with a blank behind it.</summary>
    public static string Path(Command command) => command is RootCommand ? "" : string.Concat(command.Parents.OfType<Command>().Take(1).Select(Path)) + command.Name + " ";

    /// <summary><c>help WORD...</c> as <c>WORD... --help</c>; any other command line as it is.</summary>
    public static string[] WithHelp(string[] args) => args is ["help", .. string[] words] ? [.. words, "--help"] : args;
}
