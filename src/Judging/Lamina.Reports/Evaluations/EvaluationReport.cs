using System.Collections.Immutable;
using Lamina.Plans.Measured;
using Lamina.Reports.Decisions;

namespace Lamina.Reports.Evaluations;

/// <summary>Everything the page of the paper's evaluation shows. All texts are plain text; they are encoded when written.</summary>
public sealed record EvaluationReport
{
    /// <summary>The page's title.</summary>
    public required string Title { get; init; }

    /// <summary>How much of it there is, in a sentence.</summary>
    public required string Lead { get; init; }

    /// <summary>What a reader must know first.</summary>
    public required ImmutableArray<string> Warnings { get; init; }

    /// <summary>What the figures show, in sentences.</summary>
    public required ImmutableArray<string> Findings { get; init; }

    /// <summary>Graphs that were timed.</summary>
    public required ImmutableArray<TimedModel> Timed { get; init; }

    /// <summary>Models that were attacked, each on one data set.</summary>
    public required ImmutableArray<AttackedModel> Attacked { get; init; }

    /// <summary>Pieces without a result, by name, each with what it needs.</summary>
    public required ImmutableArray<string> Missing { get; init; }

    /// <summary>What differs from the paper, and why, a paragraph each.</summary>
    public required ImmutableArray<string> Differences { get; init; }

    /// <summary>The commands that made the results, one a line.</summary>
    public required ImmutableArray<string> Commands { get; init; }

    /// <summary>Version, machine, dates, one a line.</summary>
    public required ImmutableArray<string> Environment { get; init; }
}

/// <summary>Time per partition of one graph.</summary>
public sealed record TimedModel
{
    /// <summary>The graph's name.</summary>
    public required string Model { get; init; }

    /// <summary>Labels of the cuts, in execution order.</summary>
    public required ImmutableArray<string> Cuts { get; init; }

    /// <summary>Their times.</summary>
    public required ImmutableArray<CostRow> Costs { get; init; }

    /// <summary>The whole graph in one process, median.</summary>
    public required double WholeMs { get; init; }

    /// <summary>How it was measured.</summary>
    public required string Conditions { get; init; }
}

/// <summary>Leakage per cut of one model on one data set.</summary>
public sealed record AttackedModel
{
    /// <summary>Unique on the page, of letters, digits and dashes.</summary>
    public required string Id { get; init; }

    /// <summary>The data set in words.</summary>
    public required string Data { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>What its figures show, in a sentence or two.</summary>
    public required string Sentence { get; init; }

    /// <summary>Metrics to draw, the deciding one first.</summary>
    public required ImmutableArray<string> Metrics { get; init; }

    /// <summary>The cuts in execution order.</summary>
    public required ImmutableArray<AttackedCut> Cuts { get; init; }

    /// <summary>Reconstructions; empty where none may be shown.</summary>
    public required ImmutableArray<ReconstructionReport> Reconstructions { get; init; }
}

/// <summary>What is known of one cut.</summary>
/// <param name="Label">Its name.</param>
/// <param name="State">In a word or two.</param>
/// <param name="Rows">Measurements there.</param>
public sealed record AttackedCut(string Label, string State, ImmutableArray<LeakageRow> Rows);
