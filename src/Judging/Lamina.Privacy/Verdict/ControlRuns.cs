using System.Collections.Immutable;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Verdict;

/// <summary>An attack where it must succeed: at the first valid cut after a learned layer.</summary>
public sealed record PositiveControl
{
    /// <summary>The attack it vouches for.</summary>
    public required AttackKind Kind { get; init; }

    /// <summary>The tensors of that first cut.</summary>
    public required ImmutableArray<string> Tensors { get; init; }

    /// <summary>One score per picture, in the kind's own metric.</summary>
    public required ImmutableArray<double> Scores { get; init; }
}

/// <summary>What is had without seeing a victim's tensors.</summary>
public sealed record NegativeControl
{
    /// <summary>Which one.</summary>
    public required NegativeKind Kind { get; init; }

    /// <summary>For shuffled pairs the attack that was trained on them; else null.</summary>
    public AttackKind? Attack { get; init; }

    /// <summary>For shuffled pairs and the nearest image the tensors that were looked at; else empty.</summary>
    public ImmutableArray<string> Tensors { get; init; } = [];

    /// <summary>Per metric one score per victim, of all victims in their order.</summary>
    public required ImmutableDictionary<Metric, ImmutableArray<double>> Scores { get; init; }

    /// <summary>Name in plans.</summary>
    public string Name => Kind switch
    {
        NegativeKind.MeanImage => "mean-image",
        NegativeKind.BestConstant => "best-constant",
        NegativeKind.ShuffledPairs => $"shuffled-{Attack?.Name ?? "pairs"}",
        NegativeKind.NearestImage => "nearest-image",
        NegativeKind.ClassMean => "class-mean",
        _ => throw new InvalidOperationException($"No negative control is called {(int)Kind}."),
    };
}

/// <summary>The negative controls.</summary>
public enum NegativeKind
{
    /// <summary>The mean of the adversary's images.</summary>
    MeanImage,

    /// <summary>The constant image that is best for the metric.</summary>
    BestConstant,

    /// <summary>The attack trained on pairs that do not belong together.</summary>
    ShuffledPairs,

    /// <summary>The adversary's image whose body output is nearest to the victim's.</summary>
    NearestImage,

    /// <summary>The mean of the adversary's images of the victim's class.</summary>
    ClassMean,
}
