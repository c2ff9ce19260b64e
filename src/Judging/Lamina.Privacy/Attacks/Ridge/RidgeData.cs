using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Attacks.Ridge;

/// <summary>What the ridge attack learns from: the adversary's images with their features, all of one size and one shape.</summary>
public sealed record RidgeData
{
    /// <summary>Images to learn from, at least 2.</summary>
    public required IReadOnlyList<UnitImage> Images { get; init; }

    /// <summary>Their features.</summary>
    public required IReadOnlyList<FeatureMap> Features { get; init; }

    /// <summary>Other images, to choose the penalty on, at least 1.</summary>
    public required IReadOnlyList<UnitImage> Validation { get; init; }

    /// <summary>Their features.</summary>
    public required IReadOnlyList<FeatureMap> ValidationFeatures { get; init; }

    /// <summary>Throws unless counts, sizes and shapes match.</summary>
    internal void Check()
    {
        if (Images.Count != Features.Count || Validation.Count != ValidationFeatures.Count || Validation.Count == 0 || Images.Count < 2)
        {
            throw new ArgumentException(
                $"{Images.Count} images with {Features.Count} features and {Validation.Count} validation images with {ValidationFeatures.Count} were given; at least 2 and 1, and one each, were wanted.");
        }

        FeatureMap.RequireOneShape([.. Features, .. ValidationFeatures]);
        foreach (UnitImage image in Images.Concat(Validation))
        {
            Images[0].RequireSameSize(image);
        }
    }
}
