using System.Security.Cryptography;
using System.Text;
using Lamina.Data.Samples;

namespace Lamina.Data.Splits;

/// <summary>One part of a split.</summary>
/// <param name="Name">For example <c>attacker</c>.</param>
/// <param name="Samples">Its samples, by name in ordinal order.</param>
/// <param name="Digest">Hex SHA-256 over its names and labels: two runs that print one digest used the same pictures.</param>
public sealed record SplitPart(string Name, IReadOnlyList<Sample> Samples, string Digest);

/// <summary>
/// Deals samples into disjoint parts: every class in its share (stratified), whole groups only, the same for the same seed and
/// names whatever order they come in.
/// </summary>
public static class SplitPlan
{
    /// <summary>Deals samples into parts.</summary>
    /// <param name="samples">What to deal; names are unique.</param>
    /// <param name="shares">Name and share of each part; shares are positive and sum to at most 1. What they leave is dealt to nobody.</param>
    /// <param name="seed">Chooses which samples go where.</param>
    /// <returns>The parts in the order of <paramref name="shares"/>, disjoint by construction.</returns>
    public static IReadOnlyList<SplitPart> Deal(IReadOnlyList<Sample> samples, IReadOnlyList<(string Name, double Share)> shares, int seed)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(shares);
        if (shares.Any(share => share.Share <= 0) || shares.Sum(share => share.Share) > 1 + 1e-9)
        {
            throw new ArgumentException("Shares must be positive and sum to at most 1.", nameof(shares));
        }

        List<Sample>[] parts = [.. shares.Select(_ => new List<Sample>())];
        foreach (IGrouping<int, Sample[]> stratum in Groups(samples).GroupBy(group => group[0].Label).OrderBy(stratum => stratum.Key))
        {
            DealStratum([.. stratum], parts, shares, seed);
        }

        return [.. shares.Select((share, i) => Part(share.Name, parts[i]))];
    }

    /// <summary>A named part of given samples with its digest.</summary>
    public static SplitPart Part(string name, IEnumerable<Sample> samples)
    {
        Sample[] sorted = [.. samples.OrderBy(sample => sample.Name, StringComparer.Ordinal)];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Sample sample in sorted)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{sample.Name}\0{sample.Label}\n"));
        }

        return new SplitPart(name, sorted, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static IEnumerable<Sample[]> Groups(IReadOnlyList<Sample> samples) => samples
        .GroupBy(sample => sample.Group, StringComparer.Ordinal)
        .Select(group => group.OrderBy(sample => sample.Name, StringComparer.Ordinal).ToArray());

    private static void DealStratum(Sample[][] groups, List<Sample>[] parts, IReadOnlyList<(string Name, double Share)> shares, int seed)
    {
        // Order by a keyed hash of the name: independent of the order of arrival and of other strata.
        Sample[][] shuffled = [.. groups.OrderBy(group => Rank(group[0].Group, seed), StringComparer.Ordinal)];
        int total = shuffled.Sum(group => group.Length);
        int next = 0;
        double border = 0;
        int dealt = 0;
        for (int part = 0; part < parts.Length; part++)
        {
            border += shares[part].Share * total;
            while (next < shuffled.Length && dealt + shuffled[next].Length / 2.0 <= border)
            {
                dealt += shuffled[next].Length;
                parts[part].AddRange(shuffled[next++]);
            }
        }
    }

    private static string Rank(string group, int seed) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}\0{group}")));
}
