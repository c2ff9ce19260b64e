using System.CommandLine;
using Lamina.Lab.Commands;
using Lamina.Shared.CommandLine;

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
ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
    {
        Console.Error.WriteLine(error.Message);
    }

    return ExitCode.Usage;
}

// An interrupted training finishes its step and writes its checkpoint first.
return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(9) });
