using System.Collections.Immutable;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Verdict;

/// <summary>One attack on one set of exposed tensors, with all that is needed to believe its failure.</summary>
public sealed record AttackRun
{
    /// <summary>Which attack.</summary>
    public required AttackKind Kind { get; init; }

    /// <summary>Names of the tensors it saw, one of <see cref="Evidence.Exposed"/>.</summary>
    public required ImmutableArray<string> Tensors { get; init; }

    /// <summary>One entry per seed it was run with; the worst counts.</summary>
    public required ImmutableArray<SeedScores> Seeds { get; init; }

    /// <summary>False if it was stopped by time or interrupted before it had converged.</summary>
    public required bool Finished { get; init; }

    /// <summary>True for a result of another run, with other settings or other inputs: it may condemn, never acquit. Default false.</summary>
    public bool CondemnsOnly { get; init; }

    /// <summary>What shows that a learned or closed-form attack was strong; null if that was not measured.</summary>
    public TrainedStrength? Trained { get; init; }

    /// <summary>What shows that a white-box attack was strong; null if that was not measured.</summary>
    public OptimisedStrength? Optimised { get; init; }
}

/// <summary>What one seed's run scored.</summary>
public sealed record SeedScores
{
    /// <summary>The seed.</summary>
    public required long Seed { get; init; }

    /// <summary>Per metric one score per victim, of the first victims of <see cref="Evidence.Victims"/> in their order.</summary>
    public required ImmutableDictionary<Metric, ImmutableArray<double>> Scores { get; init; }
}

/// <summary>Evidence that an attack that learns from images was strong at this depth.</summary>
public sealed record TrainedStrength
{
    /// <summary>What twice the steps gained in validation SSIM; null if not tried. Not needed of closed forms.</summary>
    public double? StepDoublingGain { get; init; }

    /// <summary>SSIM on its own training images.</summary>
    public required ImmutableArray<double> TrainingFit { get; init; }

    /// <summary>SSIM on the same images of the same attack trained on shuffled pairs.</summary>
    public required ImmutableArray<double> ShuffledTrainingFit { get; init; }

    /// <summary>Validation SSIM with a quarter, half and all of the adversary's images, in that order; empty if not tried.</summary>
    public ImmutableArray<ScalingPoint> Scaling { get; init; } = [];
}

/// <summary>What an attack reached with part of its images.</summary>
/// <param name="Images">How many.</param>
/// <param name="Score">Mean validation SSIM.</param>
public readonly record struct ScalingPoint(int Images, double Score);

/// <summary>Evidence that an optimisation reached the features it was after.</summary>
public sealed record OptimisedStrength
{
    /// <summary>Per victim the mean squared difference between the features of what the search itself made and the victim's; the unchanged start is not meant.</summary>
    public required ImmutableArray<double> FeatureErrors { get; init; }

    /// <summary>The same of the learned pictures it started from; empty where it did not.</summary>
    public ImmutableArray<double> StartErrors { get; init; } = [];

    /// <summary>Mean of the same difference between two different victims.</summary>
    public required double DistanceBetweenVictims { get; init; }

    /// <summary>True if it started from the best learned reconstruction as well as from zeros.</summary>
    public required bool FromLearned { get; init; }
}
