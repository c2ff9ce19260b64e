using System.Collections.Immutable;

namespace Lamina.Plans.Measured;

/// <summary>What one attack recovered from one set of tensors, in one metric.</summary>
public sealed record LeakageRow
{
    /// <summary>Names of the tensors that were attacked; usually one.</summary>
    public required ImmutableArray<string> Tensors { get; init; }

    /// <summary>Name of the attack.</summary>
    public required string Attack { get; init; }

    /// <summary>What the adversary must know, in a word such as <c>black-box</c>.</summary>
    public required string Adversary { get; init; }

    /// <summary>Name of the metric, such as <c>ssim</c>.</summary>
    public required string Metric { get; init; }

    /// <summary>Number of victims.</summary>
    public required int Images { get; init; }

    /// <summary>Seeds the attack was run with; the worst of them is reported.</summary>
    public required ImmutableArray<long> Seeds { get; init; }

    /// <summary>True if the attack was strong enough at this depth to count towards an acquittal.</summary>
    public required bool Counted { get; init; }

    /// <summary>Why it did not count, in a sentence; null if it did.</summary>
    public string? NotCounted { get; init; }

    /// <summary>The metric itself.</summary>
    public required ScoreSummary Score { get; init; }

    /// <summary>The negative control with the highest mean; null where the metric has none.</summary>
    public ControlLevel? Control { get; init; }

    /// <summary>The excess over that control, paired per victim; null without a control.</summary>
    public ScoreSummary? Excess { get; init; }

    /// <summary>Victims whose excess is above a threshold; null where that was not counted.</summary>
    public VictimShare? Victims { get; init; }
}

/// <summary>What can be had without seeing the tensor.</summary>
public sealed record ControlLevel
{
    /// <summary>Name of the control, such as <c>mean-image</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its mean over the same victims.</summary>
    public required double Mean { get; init; }
}

/// <summary>A share of victims above a threshold.</summary>
public sealed record VictimShare
{
    /// <summary>The threshold on the excess.</summary>
    public required double Above { get; init; }

    /// <summary>Victims above it.</summary>
    public required int Count { get; init; }

    /// <summary>One-sided 95% upper Clopper-Pearson bound of their share, 0..1.</summary>
    public required double UpperShare { get; init; }
}
