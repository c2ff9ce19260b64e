using System.Globalization;
using System.Reflection;
using System.Text.Json.Serialization;
using Lamina.Cli.CommandLine;

namespace Lamina.Cli.Bench;

/// <summary>What <c>bench X --json</c> prints.</summary>
/// <param name="Machine">Processor, cores, memory, system and runtime; never a host name.</param>
/// <param name="Commit">The commit this program was built from; null where the build did not know it.</param>
/// <param name="Results">The measurements.</param>
internal sealed record BenchReport(string Machine, string? Commit, IReadOnlyList<BenchResult> Results)
{
    /// <summary>A report of this program on this machine.</summary>
    public static BenchReport Of(IReadOnlyList<BenchResult> results)
    {
        string? version = typeof(BenchReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        string? commit = version?.Split('+') is [_, { Length: > 0 } revision] ? revision : null;
        return new BenchReport(CommandLine.Machine.Describe(), commit, results);
    }

    /// <summary>Prints it for a person, or as JSON.</summary>
    public void Print(Terminal terminal)
    {
        terminal.Show($"{Machine}, commit {Commit ?? "unknown"}");
        foreach (BenchResult result in Results)
        {
            terminal.Show(result.ToString());
        }

        terminal.Write(this, BenchJsonContext.Default.BenchReport);
    }
}

/// <summary>One measurement.</summary>
/// <param name="Name">Stable name.</param>
/// <param name="Value">The median, or the one figure there is.</param>
/// <param name="Low">Lower end of its interval; the value itself where there is none.</param>
/// <param name="High">Upper end.</param>
/// <param name="Unit">Unit of the three; <c>1</c> for ratios.</param>
/// <param name="Goal">What was wanted; null where there is no goal.</param>
/// <param name="Met">Whether the value reaches the goal; null without a goal, or where the interval is too wide to judge.</param>
/// <param name="Detail">How it was measured.</param>
internal sealed record BenchResult(string Name, double Value, double Low, double High, string Unit, double? Goal, bool? Met, string Detail)
{
    /// <summary>A figure without interval or goal.</summary>
    public static BenchResult Plain(string name, double value, string unit, string detail) => new(name, value, value, value, unit, null, null, detail);

    /// <inheritdoc/>
    public override string ToString()
    {
        string goal = Goal is null ? "" : string.Create(CultureInfo.InvariantCulture, $"  goal {Goal:0.###}: {(Met is null ? "interval too wide to judge" : Met.Value ? "met" : "missed")}");
        return string.Create(CultureInfo.InvariantCulture, $"{Name,-32} {Value,12:0.####} {Unit,-6} ({Low:0.####} to {High:0.####}){goal}  {Detail}");
    }
}

/// <summary>JSON of this folder, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BenchReport))]
internal sealed partial class BenchJsonContext : JsonSerializerContext;
