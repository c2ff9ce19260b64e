using System.CommandLine;
using Lamina.Shared.CommandLine;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Cli.CommandLine;

/// <summary>A command with examples in its help, whose failures end in one sentence and the documented exit code.</summary>
internal abstract class LaminaCommand : Command, IHasExamples
{
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object on standard output" };

    /// <param name="name">The word on the command line.</param>
    /// <param name="description">One sentence.</param>
    /// <param name="json">Whether the command knows <c>--json</c>.</param>
    protected LaminaCommand(string name, string description, bool json)
        : base(name, description)
    {
        if (json)
        {
            Options.Add(_json);
        }

        SetAction(InvokeAsync);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; protected init; } = [];

    /// <summary>Does the work.</summary>
    /// <returns>An exit code of design: <see cref="ExitCode"/>.</returns>
    /// <exception cref="CommandFailure">The work could not be done; carries the sentence and the exit code.</exception>
    protected abstract Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken);

    private async Task<int> InvokeAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        Terminal terminal = new(arguments.InvocationConfiguration.Output, arguments.InvocationConfiguration.Error, Options.Contains(_json) && arguments.GetValue(_json));
        try
        {
            return await RunAsync(arguments, terminal, cancellationToken);
        }
        catch (CommandFailure failure)
        {
            terminal.Fail(failure);
            return failure.ExitCode;
        }
        catch (Exception fault) when (LastResort.Sentence(fault) is { } sentence)
        {
            terminal.Fail(new CommandFailure(ExitCode.Failed, "failed", sentence));
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            terminal.Say("interrupted");
            return ExitCode.Interrupted;
        }
    }
}
