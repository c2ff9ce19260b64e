using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Lamina.Data.Loading;
using Lamina.Data.Samples;
using Lamina.Images;
using Lamina.Plans;
using Lamina.Plans.Preprocess;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Synthesis;

namespace Lamina.Lab.Attacks;

/// <summary>Pictures of one source at a model's input size, with what is known of each.</summary>
/// <param name="Pictures">The pictures.</param>
/// <param name="Names">Their names in the source.</param>
/// <param name="Classes">Their class folders; null where there is none.</param>
/// <param name="Groups">What belongs together, such as a block of time.</param>
/// <param name="Digests">Of the pixels.</param>
internal sealed record PicturePool(
    ImmutableArray<Picture> Pictures, ImmutableArray<string> Names, ImmutableArray<string?> Classes, ImmutableArray<string> Groups, ImmutableArray<Sha256Digest> Digests)
{
    /// <summary>Reads at most so many pictures, chosen by seed and name.</summary>
    /// <param name="path">The source.</param>
    /// <param name="splits">Splits to take, the first that exists.</param>
    /// <param name="most">How many.</param>
    /// <param name="preprocessing">Its geometry gives the size.</param>
    /// <param name="seed">Chooses which.</param>
    /// <param name="talk">Told of progress and unreadable files.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static PicturePool Load(string path, IReadOnlyList<string> splits, int most, Preprocessing preprocessing, long seed, Talk talk, CancellationToken cancellation)
    {
        using SampleSet set = SampleSets.Open(path, splits);
        Sample[] samples = [.. set.Samples.OrderBy(sample => Rank(sample.Name, seed), StringComparer.Ordinal).Take(most)];
        var cache = PictureCache.Load(
            set, samples, preprocessing, long.MaxValue, done => talk.Progress(() => $"reading: {done} of {samples.Length} pictures"), cancellation);
        foreach ((string name, string reason) in cache.Unreadable.Take(10))
        {
            talk.Say($"left out, unreadable: {name}: {reason}");
        }

        if (cache.Unreadable.Count > 0)
        {
            talk.Say($"{cache.Unreadable.Count} of {samples.Length} pictures are unreadable and left out");
        }

        ImmutableArray<Picture> pictures = [.. Enumerable.Range(0, cache.Samples.Count).Select(cache.Get)];
        return new PicturePool(
            pictures,
            [.. cache.Samples.Select(sample => sample.Name)],
            [.. cache.Samples.Select(sample => sample.Label >= 0 ? set.Classes[sample.Label] : null)],
            [.. cache.Samples.Select(sample => sample.Group)],
            [.. pictures.Select(picture => Sha256Digest.Of(picture.Pixels))]);
    }

    /// <summary>Pictures of an adversary who has none: see <see cref="SyntheticPictures"/>.</summary>
    public static PicturePool Synthetic(int count, PictureSize size, long seed)
    {
        ImmutableArray<Picture> pictures = [.. SyntheticPictures.Make(count, (size.Width, size.Height), seed).Select(UnitPictures.ToPicture)];
        ImmutableArray<string> names = [.. Enumerable.Range(0, count).Select(i => $"synthetic/{i:00000}")];
        return new PicturePool(pictures, names, [.. names.Select(_ => (string?)null)], names, [.. pictures.Select(picture => Sha256Digest.Of(picture.Pixels))]);
    }

    /// <summary>Both, this one first.</summary>
    public PicturePool And(PicturePool other) => new(
        Pictures.AddRange(other.Pictures), Names.AddRange(other.Names), Classes.AddRange(other.Classes), Groups.AddRange(other.Groups), Digests.AddRange(other.Digests));

    private static string Rank(string name, long seed) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"lamina-pool-v1\0{seed}\0{name}")));
}
