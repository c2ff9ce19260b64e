using System.Collections.Immutable;

namespace Lamina.Plans;

/// <summary>What a verdict holds for. It says nothing about any other model, size or kind of picture.</summary>
public sealed record PlanScope
{
    /// <summary>The model, by name.</summary>
    public required string Model { get; init; }

    /// <summary>Shape of one input, without the batch, in the model's layout.</summary>
    public required ImmutableArray<long> InputShape { get; init; }

    /// <summary>The kind of picture the victims were, in a few words.</summary>
    public required string KindOfImage { get; init; }

    /// <summary>What the adversary learned from and how that relates to the victims, in a sentence.</summary>
    public required string AdversaryData { get; init; }

    /// <summary>True where the data are not of the model's own kind: such a verdict is never served as within the budget.</summary>
    public required bool Demonstration { get; init; }

    /// <summary>The number of images the adversary had, where more of them might still have helped; null if the attacks had levelled off.</summary>
    public int? AdversaryImages { get; init; }
}
