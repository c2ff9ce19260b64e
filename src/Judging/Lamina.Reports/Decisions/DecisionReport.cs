using System.Collections.Immutable;
using Lamina.Images;
using Lamina.Plans;
using Lamina.Plans.Measured;

namespace Lamina.Reports.Decisions;

/// <summary>Everything the planner's page shows. All texts are plain text; they are encoded when written.</summary>
public sealed record DecisionReport
{
    /// <summary>The page's title.</summary>
    public required string Title { get; init; }

    /// <summary>The decision in one sentence.</summary>
    public required string Decision { get; init; }

    /// <summary>The verdict on what was chosen, or on all if nothing was.</summary>
    public required PlanVerdict Verdict { get; init; }

    /// <summary>Why, in sentences, the most important first.</summary>
    public required ImmutableArray<string> Reasons { get; init; }

    /// <summary>What a reader must know before believing anything; shown first and last.</summary>
    public required ImmutableArray<string> Warnings { get; init; }

    /// <summary>What was accepted.</summary>
    public required PlanBudget Budget { get; init; }

    /// <summary>What the verdict holds for; null where no cut was judged.</summary>
    public PlanScope? Scope { get; init; }

    /// <summary>The candidates in execution order, at least one.</summary>
    public required ImmutableArray<CutReport> Cuts { get; init; }

    /// <summary>The whole model in one process, median in milliseconds.</summary>
    public required double WholeMs { get; init; }

    /// <summary>Reconstructions beside their originals; empty where none may be shown.</summary>
    public required ImmutableArray<ReconstructionReport> Reconstructions { get; init; }

    /// <summary>Positive and negative controls.</summary>
    public required ImmutableArray<ControlRow> Controls { get; init; }

    /// <summary>What was simulated, not measured or not run, a sentence each.</summary>
    public required ImmutableArray<string> NotRun { get; init; }

    /// <summary>The commands that make this page again, one a line.</summary>
    public required ImmutableArray<string> Commands { get; init; }

    /// <summary>Version, machine, seeds, digests, one a line.</summary>
    public required ImmutableArray<string> Environment { get; init; }
}

/// <summary>One candidate.</summary>
public sealed record CutReport
{
    /// <summary>Readable name.</summary>
    public required string Label { get; init; }

    /// <summary>Bytes that cross to the worker with one request.</summary>
    public required long ExposedBytes { get; init; }

    /// <summary>Measured times.</summary>
    public required CostRow Cost { get; init; }

    /// <summary>What became of it, in a word or two, such as <c>leaks</c> or <c>not tried</c>.</summary>
    public required string State { get; init; }

    /// <summary>Why, in a sentence.</summary>
    public required string Sentence { get; init; }

    /// <summary>Measurements at its own tensors.</summary>
    public required ImmutableArray<LeakageRow> Leakage { get; init; }

    /// <summary>Worst upper bound less its limit, there or deeper; null where nothing is known.</summary>
    public double? Margin { get; init; }

    /// <summary>No other cut beats it in time and leakage.</summary>
    public bool OnFront { get; init; }

    /// <summary>It was chosen.</summary>
    public bool Chosen { get; init; }
}

/// <summary>What one attack made of some victims at one cut.</summary>
public sealed record ReconstructionReport
{
    /// <summary>The cut's readable name.</summary>
    public required string Cut { get; init; }

    /// <summary>The attack.</summary>
    public required string Attack { get; init; }

    /// <summary>Victims with what became of them, for example best, median and worst.</summary>
    public required ImmutableArray<ReconstructedVictim> Victims { get; init; }
}

/// <summary>A victim and its reconstruction.</summary>
/// <param name="Rank">For example <c>best</c>, <c>median</c>, <c>worst</c>.</param>
/// <param name="Original">The victim at the model's input size.</param>
/// <param name="Reconstruction">What the attack made of the exposed tensors.</param>
/// <param name="Ssim">Their structural similarity.</param>
public sealed record ReconstructedVictim(string Rank, Picture Original, Picture Reconstruction, double Ssim);
