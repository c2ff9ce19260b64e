using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Lamina.Plans;

namespace Lamina.Privacy.Selection;

/// <summary>
/// Who is a victim and who a teacher. Images are told apart by the digest of their pixels at the model's input size, so that one
/// picture under two names cannot be both; their order depends on seed and content alone, not on names or on the order of arrival.
/// </summary>
/// <remarks>All numbers are indices into the list that was given.</remarks>
public sealed record Roles
{
    /// <summary>Victims of the verdict: used for no choice.</summary>
    public required ImmutableArray<int> Victims { get; init; }

    /// <summary>Victims on which cuts are searched and refused.</summary>
    public required ImmutableArray<int> SearchVictims { get; init; }

    /// <summary>The adversary's images to choose settings, priors and stopping points on.</summary>
    public required ImmutableArray<int> Validation { get; init; }

    /// <summary>The adversary's images to train on.</summary>
    public required ImmutableArray<int> Training { get; init; }

    /// <summary>How many images were left out because another has the same pixels.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Deals images into roles that cannot overlap.</summary>
    /// <param name="digests">Digest of each image's pixels.</param>
    /// <param name="victims">How many victims, at least 1.</param>
    /// <param name="searchVictims">How many victims for searching, at least 0.</param>
    /// <param name="validation">Share of the adversary's images kept for choices, between 0 and 1.</param>
    /// <param name="seed">Chooses who is who.</param>
    /// <exception cref="ArgumentException">Too few different images: at least two must be left to the adversary.</exception>
    public static Roles Deal(IReadOnlyList<Sha256Digest> digests, int victims, int searchVictims, double validation, long seed)
    {
        ArgumentNullException.ThrowIfNull(digests);
        ArgumentOutOfRangeException.ThrowIfLessThan(victims, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(searchVictims);
        if (!(validation > 0 && validation < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(validation), validation, "A share between 0 and 1 was wanted.");
        }

        int[] order = [.. Enumerable.Range(0, digests.Count)
            .DistinctBy(i => digests[i])
            .OrderBy(i => Rank(digests[i], seed), StringComparer.Ordinal)];
        int adversary = order.Length - victims - searchVictims;
        if (adversary < 2)
        {
            throw new ArgumentException(
                $"{order.Length} different images were given; {victims} victims, {searchVictims} for searching and at least 2 for the adversary were wanted.", nameof(digests));
        }

        int kept = Math.Clamp((int)Math.Round(validation * adversary), 1, adversary - 1);
        int teachers = victims + searchVictims;
        return new Roles
        {
            Victims = [.. order[..victims]],
            SearchVictims = [.. order[victims..teachers]],
            Validation = [.. order[teachers..(teachers + kept)]],
            Training = [.. order[(teachers + kept)..]],
            Duplicates = digests.Count - order.Length,
        };
    }

    /// <summary>
    /// Deals where data come apart already (splits, two folders): victims from one part, the adversary's from the other. An image of
    /// the adversary with the pixels of a victim is dropped.
    /// </summary>
    /// <param name="digests">Digest of each image's pixels, the adversary's images first.</param>
    /// <param name="adversary">How many of them are the adversary's.</param>
    /// <param name="victims">How many victims at most; fewer where there are fewer.</param>
    /// <param name="searchVictims">How many victims for searching at most, from what the victims leave.</param>
    /// <param name="validation">Share of the adversary's images kept for choices, between 0 and 1.</param>
    /// <param name="seed">Chooses who is who.</param>
    /// <exception cref="ArgumentException">No victim, or fewer than two images for the adversary.</exception>
    public static Roles DealApart(IReadOnlyList<Sha256Digest> digests, int adversary, int victims, int searchVictims, double validation, long seed)
    {
        ArgumentNullException.ThrowIfNull(digests);
        ArgumentOutOfRangeException.ThrowIfLessThan(victims, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(searchVictims);
        if (!(validation > 0 && validation < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(validation), validation, "A share between 0 and 1 was wanted.");
        }

        int[] Order(IEnumerable<int> indices) => [.. indices.DistinctBy(i => digests[i]).OrderBy(i => Rank(digests[i], seed), StringComparer.Ordinal)];
        int[] all = Order(Enumerable.Range(adversary, digests.Count - adversary));
        int[] seen = all[..Math.Min(all.Length, victims + searchVictims)];
        HashSet<Sha256Digest> taken = [.. seen.Select(i => digests[i])];
        int[] teachers = Order(Enumerable.Range(0, adversary).Where(i => !taken.Contains(digests[i])));
        if (seen.Length == 0 || teachers.Length < 2)
        {
            throw new ArgumentException($"{teachers.Length} different images of the adversary and {seen.Length} victims were given; at least 2 and 1 were wanted.", nameof(digests));
        }

        int first = Math.Min(victims, seen.Length);
        int kept = Math.Clamp((int)Math.Round(validation * teachers.Length), 1, teachers.Length - 1);
        return new Roles
        {
            Victims = [.. seen[..first]],
            SearchVictims = [.. seen[first..]],
            Validation = [.. teachers[..kept]],
            Training = [.. teachers[kept..]],
            Duplicates = digests.Count - all.Length - teachers.Length,
        };
    }

    /// <summary>A hash of seed and pixels: nobody can arrange names so that a chosen image becomes a victim.</summary>
    private static string Rank(Sha256Digest digest, long seed) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"lamina-roles-v1\0{seed}\0{digest}")));
}
