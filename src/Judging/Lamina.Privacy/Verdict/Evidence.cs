using System.Collections.Immutable;
using Lamina.Plans;
using Lamina.Privacy.Statistics;

namespace Lamina.Privacy.Verdict;

/// <summary>All that a verdict on one cut rests on. Data only: what is missing here is missing in the verdict, and it says so.</summary>
public sealed record Evidence
{
    /// <summary>The budget to judge by.</summary>
    public required PlanBudget Budget { get; init; }

    /// <summary>What the verdict is to hold for. <see cref="PlanScope.AdversaryImages"/> is the judge's to set.</summary>
    public required PlanScope Scope { get; init; }

    /// <summary>What the worker sees, in order: the cut itself first, then each deeper set of tensors.</summary>
    public required ImmutableArray<ImmutableArray<string>> Exposed { get; init; }

    /// <summary>The victims, in the seeded order.</summary>
    public required VictimSet Victims { get; init; }

    /// <summary>Every image that an attack was trained, tuned or chosen on.</summary>
    public required ImmutableArray<Sha256Digest> AdversaryImages { get; init; }

    /// <summary>Shorter side of the pictures in pixels: at most 160 has no MS-SSIM.</summary>
    public required int ShorterSide { get; init; }

    /// <summary>True where classes have at least five of the adversary's images, so that their mean is a control.</summary>
    public required bool HasClassMeans { get; init; }

    /// <summary>True where the pictures are records: then only the advantage over guessing fields decides.</summary>
    public bool Records { get; init; }

    /// <summary>True if the command was stopped by its time limit.</summary>
    public required bool StoppedByTime { get; init; }

    /// <summary>The attacks.</summary>
    public required ImmutableArray<AttackRun> Attacks { get; init; }

    /// <summary>Runs that must succeed.</summary>
    public required ImmutableArray<PositiveControl> Positives { get; init; }

    /// <summary>What is had without the tensors.</summary>
    public required ImmutableArray<NegativeControl> Negatives { get; init; }

    /// <summary>Seed of the resampling.</summary>
    public required long Seed { get; init; }
}

/// <summary>The victims of a verdict.</summary>
public sealed record VictimSet
{
    /// <summary>Digest of each victim's pixels, in the seeded order.</summary>
    public required ImmutableArray<Sha256Digest> Digests { get; init; }

    /// <summary>For records the block each victim belongs to; empty where victims are independent.</summary>
    public ImmutableArray<int> Blocks { get; init; } = [];

    /// <summary>
    /// Cuts that were to be confirmed on these victims, this one included: 1 where they had no part in any choice. Each failed try is a
    /// choice made by them, for which <see cref="Level"/> makes up.
    /// </summary>
    public int Tries { get; init; } = 1;

    /// <summary>
    /// Level of the one-sided bounds: 95% at the first try, and at each further one half the error of the try before. However many
    /// tries there are, their errors then add up to less than twice the first's.
    /// </summary>
    public double Level => 1 - ((1 - MeanInterval.Level) / Math.Pow(2, Tries - 1));
}
