using System.CommandLine;
using Lamina.Cli.Bench.Attest;
using Lamina.Cli.Bench.Serve;
using Lamina.Cli.Bench.Split;
using Lamina.Cli.Processes;

namespace Lamina.Cli.Bench;

/// <summary><c>bench</c>: the claims about speed, as ratios measured in one run on this machine.</summary>
internal sealed class BenchCommand : Command
{
    public BenchCommand()
        : base("bench", "Measure the performance claims on this machine")
    {
        Subcommands.Add(new BenchServeCommand());
        Subcommands.Add(new BenchAttestCommand());
        Subcommands.Add(new BenchSplitCommand());
        Subcommands.Add(new ForwardedCommand("metrics", "Measure our scores against scikit-image's", "lamina-lab", keepName: true));
    }
}
