using System.Collections.Immutable;
using Lamina.Plans;
using Lamina.Privacy.Verdict;
using Lamina.Torch;

namespace Lamina.Privacy.Runs;

/// <summary>How much is run.</summary>
public sealed record RunOptions
{
    /// <summary>The attacks. Default: all that the images allow (labels are probed and fields are told only where there are any).</summary>
    public ImmutableArray<AttackKind> Methods { get; init; } = [.. AttackKind.All];

    /// <summary>The budget that is judged by. No piece depends on it.</summary>
    public PlanBudget Budget { get; init; } = PlanBudget.Strict;

    /// <summary>First seed of the attacks. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Seeds of the learned attack that decides. Default 3, fewer acquit nothing.</summary>
    public int Seeds { get; init; } = 3;

    /// <summary>Tensors beyond the cut that the learned attack is run at too. Default 2, fewer acquit nothing.</summary>
    public int DeeperTensors { get; init; } = 2;

    /// <summary>Victims of the attacks that search for each; the first ones. Default 16.</summary>
    public int WhiteBoxVictims { get; init; } = 16;

    /// <summary>Cuts that were to be confirmed on these victims so far, this one included (<see cref="VictimSet.Tries"/>). No piece depends on it. Default 1.</summary>
    public int Tries { get; init; } = 1;

    /// <summary>Time for everything; null for no limit.</summary>
    public TimeSpan? MaxTime { get; init; }

    /// <summary>
    /// Largest part of a limited time that one piece may take, where its own share is smaller. Default 0: its own, half for the inverse
    /// network at the cut and a tenth for every other.
    /// </summary>
    public double PieceShare { get; init; }

    /// <summary>True to end as soon as the verdict is <c>leaks</c>: what is left could not change it.</summary>
    public bool StopAtLeak { get; init; }

    /// <summary>True to run the attacks at the cut and the controls that need no training, and nothing else: it can condemn, never acquit.</summary>
    public bool AttacksOnly { get; init; }

    /// <summary>What learned attacks and the first nine tenths of searches are computed in: a result depends on it, so the subject's code version must tell it too. Default float32.</summary>
    public Precision Precision { get; init; }

    /// <summary>Threads of the arithmetic; 0 for all.</summary>
    public int Threads { get; init; }

    /// <summary>Bytes of features kept in memory for each set of tensors, and for what several cuts share. Default 2 GiB.</summary>
    public long FeatureBytes { get; init; } = 2L << 30;

    /// <summary>Source commit of this code, to be kept with every piece; null where it is not known.</summary>
    public string? Commit { get; init; }

    /// <summary>Whether the model, what it was trained on and these images are of one kind; false makes it a demonstration.</summary>
    public bool Demonstration { get; init; }

    /// <summary>The kind of picture, in a few words.</summary>
    public string KindOfImage { get; init; } = "pictures of the kind that was given";

    /// <summary>What the adversary learned from and how that relates to the victims, a sentence.</summary>
    public string AdversaryData { get; init; } = "Other pictures of the same source as the victims.";
}
