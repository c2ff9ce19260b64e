using Lamina.Data.Loading;
using Lamina.Data.Samples;
using Lamina.Plans;
using Lamina.Plans.Preprocess;
using Lamina.Privacy.Runs;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Statistics;

namespace Lamina.Privacy.Bench.Attacks;

/// <summary>Pictures for a suite, at the model's input size.</summary>
internal static class SuiteImages
{
    /// <summary>Decodes samples.</summary>
    public static UnitImage[] Load(SampleSet set, IReadOnlyList<Sample> samples, Preprocessing preprocessing, CancellationToken cancellation)
    {
        PictureCache pictures = PictureCache.Load(set, samples, preprocessing, cancellation: cancellation);
        return pictures.Unreadable.Count == 0
            ? [.. pictures.Samples.Select((_, i) => UnitPictures.Of(pictures.Get(i)))]
            : throw new BenchmarkUnavailableException($"'{pictures.Unreadable.First().Key}' of {set.Origin} cannot be read: {pictures.Unreadable.First().Value}");
    }

    /// <summary>Decodes samples for one role of a run.</summary>
    public static RunPart Part(SampleSet set, IReadOnlyList<Sample> samples, Preprocessing preprocessing, CancellationToken cancellation)
    {
        UnitImage[] images = Load(set, samples, preprocessing, cancellation);
        return new RunPart
        {
            Images = images,
            Digests = [.. images.Select(image => Sha256Digest.Of(UnitPictures.ToPicture(image).Pixels))],
            Names = [.. samples.Select(sample => sample.Name)],
            Labels = [.. samples.Select(sample => sample.Label)],
        };
    }

    /// <summary>Samples in an order that follows from the seed alone.</summary>
    public static IReadOnlyList<Sample> Shuffled(IReadOnlyList<Sample> samples, long seed) =>
        [.. new SeededRandom(seed).Permutation(samples.Count).Select(i => samples[i])];
}
