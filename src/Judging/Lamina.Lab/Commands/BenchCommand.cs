using System.CommandLine;
using Lamina.Lab.Benchmarks;
using Lamina.Privacy.Bench;

namespace Lamina.Lab.Commands;

/// <summary><c>bench metrics</c>.</summary>
internal static class BenchCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object." };

    /// <summary>The command with its benchmarks.</summary>
    public static Command Create() => new("bench", "Measure what is claimed of speed and strength.") { Metrics(), AttackSuites.Create(Json) };

    private static LabCommand Metrics()
    {
        Option<string> python = new("--python") { Description = "A Python 3 with scikit-image.", DefaultValueFactory = _ => MetricsBenchmark.DefaultPython };
        Option<int> rounds = new("--rounds") { Description = "Rounds of both, one after the other.", DefaultValueFactory = _ => 5 };
        LabCommand command = new(
            "metrics",
            "Our SSIM against scikit-image's, one thread each, in alternating rounds of one run.",
            "lamina bench metrics --json",
            "lamina bench metrics --python ./venv/bin/python")
        {
            python, rounds, Json,
        };
        command.SetAction((parsed, _) => CommandRunner.RunAsync(
            () => Task.FromResult(BenchmarkOutput.Print(
                talk => MetricsBenchmark.Run(parsed.GetValue(python)!, BuildInfo.Commit, parsed.GetValue(rounds), progress: talk), parsed.GetValue(Json))),
            parsed.GetValue(Json)));
        return command;
    }
}
