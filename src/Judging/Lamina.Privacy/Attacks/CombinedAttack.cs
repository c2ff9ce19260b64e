using Lamina.Privacy.Attacks.WhiteBox;
using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Attacks;

/// <summary>
/// What an adversary makes of all its attacks: their average, and per victim the candidate, average included, whose features are
/// nearest to the victim's.
/// </summary>
public static class CombinedAttack
{
    /// <summary>Combines.</summary>
    /// <param name="target">What is attacked.</param>
    /// <param name="data">The adversary's images, for the distance where there is one victim.</param>
    /// <param name="victims">The victims' features, at least one.</param>
    /// <param name="candidates">One list per attack, of one picture per victim; an attack that ran on the first victims only has a shorter list. At least one covers all.</param>
    /// <returns>The choice; <see cref="SearchResult.Finished"/> and <see cref="SearchResult.FromLearned"/> are true.</returns>
    /// <exception cref="ArgumentException">A victim has no candidate.</exception>
    public static SearchResult Combine(AttackTarget target, AdversaryData data, IReadOnlyList<FeatureSet> victims, IReadOnlyList<IReadOnlyList<UnitImage>> candidates)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(victims);
        ArgumentNullException.ThrowIfNull(candidates);
        if (!candidates.Any(list => list.Count >= victims.Count) || victims.Count == 0)
        {
            throw new ArgumentException($"No attack has a candidate for each of {victims.Count} victims; at least one victim and one such attack were wanted.", nameof(candidates));
        }

        UnitImage[] averages = [.. victims.Select((_, i) => Average([.. candidates.Where(list => i < list.Count).Select(list => list[i])]))];
        var distance = new FeatureDistance(victims);
        IReadOnlyList<UnitImage> best = CandidateChoice.Best(target, victims, distance, [.. candidates, averages]);
        return new SearchResult
        {
            Reconstructions = best,
            Own = best,
            StartErrors = [],
            FeatureErrors = [.. best.Zip(victims, (image, victim) => distance.Between(target.Exact(image), victim))],
            DistanceBetweenVictims = distance.BetweenDifferent(victims, [.. data.Validation.Take(4).Select(target.Exact)]),
            Finished = true,
            FromLearned = true,
        };
    }

    private static UnitImage Average(IReadOnlyList<UnitImage> images)
    {
        double[] sum = new double[images[0].Values.Length];
        foreach (UnitImage image in images)
        {
            images[0].RequireSameSize(image);
            System.Numerics.Tensors.TensorPrimitives.Add(sum, image.Values, sum);
        }

        System.Numerics.Tensors.TensorPrimitives.Divide(sum, images.Count, sum);
        return UnitImage.FromPlanar(images[0].Width, images[0].Height, sum);
    }
}
