using Lamina.Torch;

namespace Lamina.Privacy.Attacks;

/// <summary>How a run of an attack is seeded, bounded, watched and continued.</summary>
public sealed record AttackContext
{
    /// <summary>Decides weights, batches and noise. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>
    /// Folder for a checkpoint, which exists; a run that finds its own there goes on from it, another job's is refused. Default null: none is kept.
    /// </summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>Threads of the arithmetic; 0, the default, for all processors.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// What the networks of learned attacks and the steps of searches are computed in; weights, sums of gradients and the last tenth of a search
    /// stay float32. Default <see cref="Precision.Float32"/>.
    /// </summary>
    public Precision Precision { get; init; }

    /// <summary>
    /// Time this run may take, interrupted parts included. An attack that reaches it ends in order and says that it did not finish; with
    /// its checkpoint and a larger limit, or none, it goes on. A search does the victims again that it was stopped at. Default null: no limit.
    /// </summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Told a few times a second at most.</summary>
    public IProgress<AttackProgress>? Progress { get; init; }

    /// <summary>Told in a sentence what is worth a line.</summary>
    public Action<string>? Say { get; init; }

    /// <summary>The clock of limits and estimates. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>Where a run of an attack is.</summary>
/// <param name="Attack">Name of the attack.</param>
/// <param name="Phase">What it is doing, in a word or two.</param>
/// <param name="Step">Steps of this phase that are done.</param>
/// <param name="Steps">Steps of this phase.</param>
/// <param name="Loss">Of the last step.</param>
/// <param name="ValidationSsim">The latest, on the adversary's validation images; null before the first.</param>
/// <param name="UnitsPerSecond">Images (learned attacks) or iterations (white-box attacks) a second.</param>
/// <param name="Left">Time that is left at this speed; null while unknown.</param>
public sealed record AttackProgress(string Attack, string Phase, long Step, long Steps, double Loss, double? ValidationSsim, double UnitsPerSecond, TimeSpan? Left);
