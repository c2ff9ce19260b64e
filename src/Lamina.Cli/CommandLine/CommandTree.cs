using System.CommandLine;
using Lamina.Cli.Attest;
using Lamina.Cli.Bench;
using Lamina.Cli.Infer;
using Lamina.Cli.Inspect;
using Lamina.Cli.Keys;
using Lamina.Cli.Processes;
using Lamina.Cli.Profile;
using Lamina.Cli.Proxy;
using Lamina.Cli.Quickstart;
using Lamina.Cli.Serve;
using Lamina.Cli.Split;
using Lamina.Cli.Zoo;
using Lamina.Shared.CommandLine;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Cli.CommandLine;

/// <summary>All commands of the program <c>lamina</c>, and the one place where an outcome becomes an exit code.</summary>
internal static class CommandTree
{
    /// <summary>How long an interrupted command may take to end what it started.</summary>
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(9);

    /// <summary>Parses and runs one command line.</summary>
    /// <param name="args">The command line without the program's name.</param>
    /// <param name="output">Results, and JSON with <c>--json</c>.</param>
    /// <param name="talk">Progress, warnings and errors.</param>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter talk)
    {
        args = ParseFaults.WithHelp(args);
        try
        {
            RootCommand root = Build();
            return Named(root, args) is IWholeCommandLine whole ? await whole.RunAsync(args, output, talk) : await RunAsync(root.Parse(args), new Terminal(output, talk, args.Contains("--json")), output, talk);
        }
        catch (CommandFailure failure)
        {
            new Terminal(output, talk, args.Contains("--json")).Fail(failure);
            return failure.ExitCode;
        }
        catch (Exception fault) when (LastResort.Sentence(fault) is { } sentence)
        {
            // Such as help on a full disk; commands have their own.
            new Terminal(talk, talk, json: false).Say(sentence);
            return ExitCode.Failed;
        }
    }

    /// <summary>The tree of commands; also what the reference page in the docs is written from.</summary>
    public static RootCommand Build()
    {
        RootCommand root = new("Cut a deep network between a trusted enclave and an untrusted accelerator, measure what leaks, serve it sealed.");
        foreach (Command command in Commands())
        {
            root.Subcommands.Add(command);
        }

        HelpWithExamples.Install(root);
        EmptyValues.Refuse(root, "--command-line");
        return root;
    }

    private static IEnumerable<Command> Commands() =>
    [
        new ForwardedCommand("dataset", "Make images of TON_IoT records and records of images; say what a folder holds", "lamina-lab", keepName: true),
        new ForwardedCommand("train", "Train or fine-tune an ONNX classifier", "lamina-lab", keepName: true),
        new ForwardedCommand("eval", "Measure a classifier's accuracy, per class", "lamina-lab", keepName: true),
        new ForwardedCommand("attack", "Attack one cut: what could the worker learn of the input?", "lamina-lab", keepName: true),
        new ForwardedCommand("plan", "Decide where to cut: the cheapest cut whose measured leakage fits the budget", "lamina-lab", keepName: true),
        new ForwardedCommand("reproduce", "Make the evaluation of arXiv 2404.07437 again: runtime per partition, reconstructions, scores, chosen cuts", "lamina-lab", keepName: true),
        new QuickstartCommand(),
        new ZooCommand(),
        new InspectCommand(),
        new SplitCommand(),
        new ProfileCommand(),
        new ServeCommand(),
        new InferCommand(),
        new AttestCommand(),
        new KeysCommand(),
        new ProxyCommand(),
        new BenchCommand(),
        new ForwardedCommand("worker", "Run the untrusted side: an Open Inference Protocol v2 server", "lamina-worker", keepName: false),
    ];

    /// <summary>The command that the first words name.</summary>
    private static Command Named(Command root, string[] args)
    {
        Command named = root;
        foreach (string word in args)
        {
            if (named.Subcommands.FirstOrDefault(command => command.Name == word) is not { } next)
            {
                break;
            }

            named = next;
        }

        return named;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Terminal terminal, TextWriter output, TextWriter talk)
    {
        if (ParseFaults.Of(parsed) is { Count: > 0 } faults)
        {
            terminal.Fail(CommandFailure.Usage(string.Join(' ', faults)));
            terminal.Say($"try 'lamina {ParseFaults.Path(parsed.CommandResult.Command)}--help'");
            return ExitCode.Usage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = output,
            Error = talk,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TerminationTimeout,
        });
    }
}
