using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Attacks;

/// <summary>The adversary's own images, all of the model's input size. Neither list contains a victim: that is the caller's duty (<c>Roles.Deal</c>).</summary>
public sealed record AdversaryData
{
    /// <summary>Images to learn from, at least 2.</summary>
    public required IReadOnlyList<UnitImage> Training { get; init; }

    /// <summary>Other images: to choose settings on and to tell when to stop, at least 1.</summary>
    public required IReadOnlyList<UnitImage> Validation { get; init; }

    /// <summary>Throws unless there are enough images, all of one size.</summary>
    internal void Check((int Width, int Height) size)
    {
        if (Training.Count < 2 || Validation.Count < 1)
        {
            throw new ArgumentException($"{Training.Count} training and {Validation.Count} validation images were given; at least 2 and 1 were wanted.");
        }

        UnitImage? other = Training.Concat(Validation).FirstOrDefault(image => (image.Width, image.Height) != size);
        if (other is not null)
        {
            throw new ArgumentException($"An image of the adversary is {other.Width}x{other.Height}; the model takes {size.Width}x{size.Height}.");
        }
    }
}
