using System.CommandLine;

namespace Lamina.Cli.Processes;

/// <summary>A command that another program does: listed in the help here, parsed and explained there.</summary>
/// <param name="name">The word on the command line.</param>
/// <param name="description">One sentence.</param>
/// <param name="program">Who does it.</param>
/// <param name="keepName">Whether that program expects the word as its first argument.</param>
internal sealed class ForwardedCommand(string name, string description, string program, bool keepName) : Command(name, description), IWholeCommandLine
{
    /// <inheritdoc/>
    public Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter talk) =>
        Task.FromResult(ProgramReplacement.Become(program, keepName ? arguments : arguments[1..]));
}
