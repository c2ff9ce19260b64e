using System.Collections.Immutable;
using Lamina.Lab.Attacks;
using Lamina.Planning.Choosing;
using Lamina.Plans;
using Lamina.Torch;

namespace Lamina.Lab.Choosing;

/// <summary>What <c>plan</c> was asked.</summary>
internal sealed record PlanJobRequest
{
    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>The candidates as they were named; empty for those the command finds.</summary>
    public ImmutableArray<string> At { get; init; } = [];

    /// <summary>Most candidates the command finds by itself.</summary>
    public int Cuts { get; init; } = 12;

    /// <summary>The pictures.</summary>
    public required ImageRequest Images { get; init; }

    /// <summary>Pictures of a second kind, on which everything is judged too; null for none.</summary>
    public string? Also { get; init; }

    /// <summary>Leave pictures of victims out of the report.</summary>
    public bool Public { get; init; }

    /// <summary>A classifier that is not the target.</summary>
    public string? Judge { get; init; }

    /// <summary>The budget, for pictures (false) or records (true).</summary>
    public required Func<bool, PlanBudget> Budget { get; init; }

    /// <summary>What a cut may cost.</summary>
    public CutConstraints Constraints { get; init; } = new();

    /// <summary>Costs that <c>lamina profile</c> measured; null to have them measured.</summary>
    public string? Profile { get; init; }

    /// <summary>Time for everything.</summary>
    public TimeSpan? MaxTime { get; init; }

    /// <summary>Where results go.</summary>
    public required string Out { get; init; }

    /// <summary>The preprocessing file, or null for the one beside the model.</summary>
    public string? Preprocess { get; init; }

    /// <summary>What the pictures show, where they are of the model's own kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Victims of searches.</summary>
    public int WhiteBoxVictims { get; init; } = 16;

    /// <summary>Seeds of the learned attack that decides.</summary>
    public int Seeds { get; init; } = 3;

    /// <summary>Where the tail begins: a tensor, a label, or <c>auto</c>; null for no tail.</summary>
    public string? Tail { get; init; }

    /// <summary>Folders of the same job made elsewhere, whose pieces are taken over.</summary>
    public ImmutableArray<string> Merge { get; init; } = [];

    /// <summary>Go on in a folder of the same model and judge with other pictures or another first seed.</summary>
    public bool Extend { get; init; }

    /// <summary>What learned attacks and searches are computed in; null for what is faster here.</summary>
    public Precision? Precision { get; init; }

    /// <summary>Threads; 0 for all.</summary>
    public int Threads { get; init; }

    /// <summary>Replace another job's results.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Print JSON.</summary>
    public bool Json { get; init; }
}
