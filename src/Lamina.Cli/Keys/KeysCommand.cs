using System.CommandLine;

namespace Lamina.Cli.Keys;

/// <summary><c>keys</c>: what the owner of a plan does: sign it, seal its parts, release their key to enclaves.</summary>
internal sealed class KeysCommand : Command
{
    public KeysCommand()
        : base("keys", "Sign a plan, seal its parts, and release their key to enclaves that your policy accepts")
    {
        Subcommands.Add(new KeysSignCommand());
        Subcommands.Add(new KeysSealCommand());
        Subcommands.Add(new KeysServeCommand());
    }
}
