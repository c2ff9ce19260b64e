using Lamina.Privacy.Features;
using Lamina.Privacy.Identification;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Attacks;

/// <summary>
/// Recognition without reconstruction: which image of its own does the adversary take the victim for? The adversary may query the
/// head with images of its own.
/// </summary>
public static class NearestNeighbourAttack
{
    /// <summary>For every victim the adversary's image with the nearest features, offered as the reconstruction.</summary>
    /// <param name="victims">The victims' features.</param>
    /// <param name="images">The adversary's images, at least one.</param>
    /// <param name="features">Their features, of the victims' shape.</param>
    /// <exception cref="ArgumentException">Counts or shapes differ.</exception>
    public static UnitImage[] Reconstruct(IReadOnlyList<FeatureMap> victims, IReadOnlyList<UnitImage> images, IReadOnlyList<FeatureMap> features)
    {
        ArgumentNullException.ThrowIfNull(images);
        FeatureMap.RequireOneShape([.. victims, .. features]);
        return images.Count == features.Count
            ? [.. Nearest.Indices(Vectors(victims), Vectors(features)).Select(index => images[index])]
            : throw new ArgumentException($"{features.Count} features were given for {images.Count} images.", nameof(features));
    }

    /// <summary>1 where the victim's features are nearest to those of its own other view, else 0; by chance 1/N.</summary>
    /// <param name="victims">The victims' features.</param>
    /// <param name="views">Features of another view of each, in the same order: cropped, mirrored or compressed, never the same bytes.</param>
    /// <exception cref="ArgumentException">Counts or shapes differ.</exception>
    public static double[] Recognise(IReadOnlyList<FeatureMap> victims, IReadOnlyList<FeatureMap> views)
    {
        FeatureMap.RequireOneShape([.. victims, .. views]);
        return Nearest.Hits(Vectors(victims), Vectors(views));
    }

    private static float[][] Vectors(IReadOnlyList<FeatureMap> maps) => [.. maps.Select(map => map.Values)];
}
