using System.Collections.Immutable;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Statistics;

namespace Lamina.Privacy.Verdict.Rules;

/// <summary>One attack run with its intervals, and whether it counts.</summary>
/// <param name="Run">The run.</param>
/// <param name="NotCounted">Why it does not count towards an acquittal; null if it does.</param>
/// <param name="Results">Per metric what its worst seed scored.</param>
internal sealed record Assessment(AttackRun Run, string? NotCounted, ImmutableDictionary<Metric, MetricResult> Results)
{
    public bool Counted => NotCounted is null;

    public string Name => $"{Run.Kind} at {Words.Tensors(Run.Tensors)}";
}

/// <summary>One metric of one run: worst seed, bounds, and excess over the best negative control.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Values">Per victim, of the seed that leaked most.</param>
/// <param name="Raw">Bounds of the mean.</param>
/// <param name="Control">The best negative control; null if none was scored by this metric.</param>
/// <param name="Excess">Bounds of the mean excess over it, positive where more was leaked.</param>
/// <param name="Excesses">The excess per victim; empty without a control.</param>
internal sealed record MetricResult(
    Metric Metric,
    ImmutableArray<double> Values,
    MeanInterval Raw,
    ControlTable.Level? Control,
    MeanInterval? Excess,
    ImmutableArray<double> Excesses);
