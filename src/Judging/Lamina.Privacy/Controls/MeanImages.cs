using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Controls;

/// <summary>Means of the adversary's images: of all, and of each class that has enough of them.</summary>
public static class MeanImages
{
    /// <summary>Fewest images whose mean is a control for their class.</summary>
    public const int MinClass = 5;

    /// <summary>The mean of images of one size.</summary>
    /// <exception cref="ArgumentException">No images, or sizes differ.</exception>
    public static UnitImage Of(IReadOnlyList<UnitImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0)
        {
            throw new ArgumentException("A mean needs at least one image.", nameof(images));
        }

        double[] sums = new double[images[0].Values.Length];
        foreach (UnitImage image in images)
        {
            images[0].RequireSameSize(image);
            System.Numerics.Tensors.TensorPrimitives.Add(sums, image.Values, sums);
        }

        System.Numerics.Tensors.TensorPrimitives.Divide(sums, images.Count, sums);
        return UnitImage.FromPlanar(images[0].Width, images[0].Height, sums);
    }

    /// <summary>For every victim the mean of the adversary's images of its class, or of all where the class has fewer than five.</summary>
    /// <param name="images">The adversary's images.</param>
    /// <param name="labels">Their classes.</param>
    /// <param name="victims">The victims' classes.</param>
    /// <exception cref="ArgumentException">No images, counts or sizes differ, or no class has five images: then it is no control.</exception>
    public static UnitImage[] OfClasses(IReadOnlyList<UnitImage> images, IReadOnlyList<int> labels, IReadOnlyList<int> victims)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(victims);
        if (images.Count != labels.Count)
        {
            throw new ArgumentException($"{labels.Count} labels were given for {images.Count} images.", nameof(labels));
        }

        Dictionary<int, UnitImage> means = Enumerable.Range(0, images.Count)
            .GroupBy(i => labels[i])
            .Where(group => group.Count() >= MinClass)
            .ToDictionary(group => group.Key, group => Of([.. group.Select(i => images[i])]));
        if (means.Count == 0)
        {
            throw new ArgumentException($"No class has {MinClass} images.", nameof(labels));
        }

        UnitImage overall = Of(images);
        return [.. victims.Select(label => means.GetValueOrDefault(label, overall))];
    }
}
