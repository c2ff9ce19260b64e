using System.Collections.Immutable;
using Lamina.Plans;
using Lamina.Privacy.Controls;
using Lamina.Privacy.Records;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Runs;

/// <summary>The images of a run in their roles, all of the model's input size. No image has two roles (<see cref="Selection.Roles"/>).</summary>
public sealed record RunImages
{
    /// <summary>Victims, in the seeded order.</summary>
    public required RunPart Victims { get; init; }

    /// <summary>The adversary's images to learn from.</summary>
    public required RunPart Training { get; init; }

    /// <summary>The adversary's images to choose on.</summary>
    public required RunPart Validation { get; init; }

    /// <summary>For records the block of time each victim is of; empty where victims are independent.</summary>
    public ImmutableArray<int> Blocks { get; init; } = [];

    /// <summary>For pictures that are records: how they are read back and scored. Then only the advantage over guessing fields decides.</summary>
    public RecordScorer? Records { get; init; }

    /// <summary>The model's class of each label; null where labels are not the model's classes.</summary>
    public ImmutableArray<int>? ModelClasses { get; init; }

    /// <summary>Digest of every image of the adversary's.</summary>
    public ImmutableArray<Sha256Digest> AdversaryDigests => [.. Training.Digests, .. Validation.Digests];

    /// <summary>True where a class has enough of the adversary's images for its mean to be a control.</summary>
    public bool HasClassMeans => LargeClasses > 0;

    /// <summary>True where a probe can learn labels: two classes with enough images, and victims that have labels.</summary>
    public bool HasProbe => LargeClasses > 1 && Victims.Labels.All(label => label >= 0);

    private int LargeClasses => Training.Labels.Where(label => label >= 0).CountBy(label => label).Count(entry => entry.Value >= MeanImages.MinClass);
}

/// <summary>Images of one role.</summary>
public sealed record RunPart
{
    /// <summary>The images.</summary>
    public required IReadOnlyList<UnitImage> Images { get; init; }

    /// <summary>Digest of each one's pixels.</summary>
    public required ImmutableArray<Sha256Digest> Digests { get; init; }

    /// <summary>Name of each.</summary>
    public required ImmutableArray<string> Names { get; init; }

    /// <summary>Class of each; -1 where it has none.</summary>
    public required ImmutableArray<int> Labels { get; init; }
}
