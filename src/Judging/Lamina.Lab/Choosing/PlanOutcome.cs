using System.Collections.Immutable;
using System.Text.Json;
using Lamina.Planning.Choosing;
using Lamina.Plans;

namespace Lamina.Lab.Choosing;

/// <summary>What <c>plan --json</c> prints (docs/schema/decision.schema.json); also kept as decision.json.</summary>
internal sealed record PlanOutcome
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>The chosen cut, or null.</summary>
    public required CutEntry? Chosen { get; init; }

    /// <summary>The verdict on it.</summary>
    public required PlanVerdict Verdict { get; init; }

    /// <summary>Whether the pictures were of another kind than the model's.</summary>
    public required bool Demonstration { get; init; }

    /// <summary>Why, in sentences.</summary>
    public required ImmutableArray<string> Reasons { get; init; }

    /// <summary>Without a choice the cut that came nearest; null if there is none.</summary>
    public required CutEntry? NearestMiss { get; init; }

    /// <summary>Cuts that no other beats in time and leakage.</summary>
    public required ImmutableArray<ParetoEntry> Pareto { get; init; }

    /// <summary>Every candidate, first to last.</summary>
    public required ImmutableArray<CutEntry> Cuts { get; init; }

    /// <summary>What was written.</summary>
    public required ImmutableArray<string> Files { get; init; }

    /// <summary>Of a decision.</summary>
    public static PlanOutcome Of(Decision decision, ImmutableArray<string> files, bool demonstration) => new()
    {
        Chosen = decision.Outcomes.Where(outcome => outcome.State == CutState.Chosen).Select(CutEntry.Of).FirstOrDefault(),
        Verdict = decision.Verdict,
        Demonstration = demonstration,
        Reasons = decision.Reasons,
        NearestMiss = decision.NearestMiss is null ? null : CutEntry.Of(decision.NearestMiss),
        Pareto = [.. decision.Pareto.Select(point => new ParetoEntry(point.Cut.Tensors, point.Cut.Label, point.TotalMs, point.Margin))],
        Cuts = [.. decision.Outcomes.Select(CutEntry.Of)],
        Files = files,
    };

    /// <summary>The JSON object.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>A state in words.</summary>
    public static string Word(CutState state) => state switch
    {
        CutState.NotTried => "not-tried",
        CutState.TooCostly => "too-costly",
        CutState.Leaks => "leaks",
        CutState.Condemned => "condemned",
        CutState.Inconclusive => "inconclusive",
        CutState.Chosen => "chosen",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "no such state"),
    };
}

/// <summary>A candidate and what became of it.</summary>
internal sealed record CutEntry(ImmutableArray<string> Tensors, string Label, string State, string Sentence, double TotalMs, long ExposedBytes)
{
    public static CutEntry Of(CutOutcome outcome) => new(
        outcome.Cut.Tensors, outcome.Cut.Label, PlanOutcome.Word(outcome.State), outcome.Sentence, outcome.Cut.Cost.TotalMs, outcome.Cut.ExposedBytes);
}

/// <summary>A point of the front; a margin above 0 does not fit the budget.</summary>
internal sealed record ParetoEntry(ImmutableArray<string> Tensors, string Label, double TotalMs, double Margin);
