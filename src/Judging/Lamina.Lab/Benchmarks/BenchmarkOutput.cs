using System.Globalization;
using Lamina.Privacy.Bench;

namespace Lamina.Lab.Benchmarks;

/// <summary>Runs a benchmark and prints it, as a table or as <c>bench X --json</c> has it.</summary>
internal static class BenchmarkOutput
{
    /// <summary>Runs and prints. A missed goal does not change the exit code.</summary>
    public static int Print(Func<IProgress<string>, BenchmarkReport> run, bool json)
    {
        BenchmarkReport report = run(new Lines());
        if (json)
        {
            Console.WriteLine(report.ToJson());
            return ExitCode.Done;
        }

        Console.WriteLine($"{report.Machine}, commit {report.Commit ?? "unknown"}");
        foreach (BenchmarkResult result in report.Results)
        {
            string goal = result.Goal is null ? "" : string.Create(CultureInfo.InvariantCulture, $"  goal {result.Goal:0.####}: {Met(result.Met)}");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Name,-24} {result.Value,12:0.######} {result.Unit,-8} ({result.Low:0.######} to {result.High:0.######}){goal}"));
        }

        return ExitCode.Done;
    }

    private static string Met(bool? met) => met switch { true => "met", false => "missed", null => "rounds disagree" };

    private sealed class Lines : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine(value);
    }
}
