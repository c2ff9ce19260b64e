using System.CommandLine;

namespace Lamina.Cli.Zoo;

/// <summary>The networks that Lamina builds itself.</summary>
internal sealed class ZooCommand : Command
{
    public ZooCommand()
        : base("zoo", "List and build the networks that come with Lamina, and store models small")
    {
        Subcommands.Add(new ZooListCommand());
        Subcommands.Add(new ZooBuildCommand());
        Subcommands.Add(new ZooHalfCommand());
    }
}
