using System.CommandLine;
using Lamina.Lab.Commands;
using Lamina.Shared.CommandLine;

StandardStreams.Guard();
RootCommand root = new("Measures and judges: training, evaluation, data sets, attacks and plans. Use it through 'lamina'.")
{
    TrainCommand.Create(),
    EvalCommand.Create(),
    DatasetCommand.Create(),
    AttackCommand.Create(),
    PlanCommand.Create(),
    ReproduceCommand.Create(),
    BenchCommand.Create(),
};
HelpWithExamples.Install(root);
EmptyValues.Refuse(root, "--sides", "--only");
ParseResult parsed = root.Parse(ParseFaults.WithHelp(args));
if (ParseFaults.Of(parsed) is { Count: > 0 } faults)
{
    CommandRunner.Tell(string.Join(' ', faults), ExitCode.Usage, null, args.Contains("--json"));
    return ExitCode.Usage;
}

try
{
    // An interrupted training finishes its step and writes its checkpoint first.
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(9) });
}
catch (Exception fault) when (LastResort.Sentence(fault) is { } sentence)
{
    // Such as help on a full disk; commands have their own.
    Console.Error.WriteLine(sentence);
    return ExitCode.Failed;
}
