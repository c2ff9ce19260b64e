using System.Collections.Immutable;
using Lamina.Plans;
using Lamina.Privacy.Verdict;
using Lamina.Torch;

namespace Lamina.Lab.Attacks;

/// <summary>What <c>attack</c> was asked.</summary>
internal sealed record AttackRequest
{
    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>Tensors or labels of the cut, with commas.</summary>
    public required string At { get; init; }

    /// <summary>The adversary's pictures, and the victims' where they are not apart.</summary>
    public required string Data { get; init; }

    /// <summary>The victims' pictures, where they are apart.</summary>
    public string? Victims { get; init; }

    /// <summary>A classifier that is not the target.</summary>
    public string? Judge { get; init; }

    /// <summary>The attacks; empty for all.</summary>
    public ImmutableArray<AttackKind> Methods { get; init; } = [];

    /// <summary>The budget, for pictures (false) or records (true).</summary>
    public required Func<bool, PlanBudget> Budget { get; init; }

    /// <summary>Time for everything.</summary>
    public TimeSpan? MaxTime { get; init; }

    /// <summary>Where results go.</summary>
    public required string Out { get; init; }

    /// <summary>The preprocessing file, or null for the one beside the model.</summary>
    public string? Preprocess { get; init; }

    /// <summary>What the pictures show, where they are of the model's own kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Pictures of the adversary's at most.</summary>
    public int Images { get; init; } = 2000;

    /// <summary>True for an adversary without pictures, who learns from synthetic ones.</summary>
    public bool Synthetic { get; init; }

    /// <summary>Victims at most.</summary>
    public int VictimImages { get; init; } = 100;

    /// <summary>Victims of searches.</summary>
    public int WhiteBoxVictims { get; init; } = 16;

    /// <summary>Seeds of the attack that decides.</summary>
    public int Seeds { get; init; } = 3;

    /// <summary>Deals the roles.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>End at the first leak.</summary>
    public bool StopAtLeak { get; init; }

    /// <summary>What learned attacks and searches are computed in; null for what is faster here.</summary>
    public Precision? Precision { get; init; }

    /// <summary>Threads; 0 for all.</summary>
    public int Threads { get; init; }

    /// <summary>Folders of the same job made elsewhere, whose pieces are taken over.</summary>
    public ImmutableArray<string> Merge { get; init; } = [];

    /// <summary>Replace another job's results.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Print JSON.</summary>
    public bool Json { get; init; }
}
