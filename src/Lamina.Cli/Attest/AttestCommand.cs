using System.CommandLine;

namespace Lamina.Cli.Attest;

/// <summary>Evidence: fetch, explain and judge it, write a policy from it, say what to expect of a build.</summary>
internal sealed class AttestCommand : Command
{
    public AttestCommand()
        : base("attest", "Fetch, explain and judge evidence; write a policy from it; say what to expect of a build")
    {
        Subcommands.Add(new AttestGetCommand());
        Subcommands.Add(new AttestVerifyCommand());
        Subcommands.Add(new AttestPolicyCommand());
        Subcommands.Add(new AttestMeasureCommand());
    }
}
