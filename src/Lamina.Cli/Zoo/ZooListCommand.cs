using System.CommandLine;
using Lamina.Cli.CommandLine;
using Lamina.Models.Zoo;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Cli.Zoo;

/// <summary><c>zoo list</c>.</summary>
internal sealed class ZooListCommand() : LaminaCommand("list", "List the networks that can be built", json: false)
{
    protected override Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        foreach (ZooArchitecture architecture in ZooArchitecture.All)
        {
            string forms = architecture.HasKerasForm ? "torchvision's form and Keras'" : "one form";
            terminal.Show($"{architecture.Name,-18} {architecture.Title}; input {architecture.Input}, {architecture.Classes} classes; {forms}");
        }

        return Task.FromResult(ExitCode.Done);
    }
}
