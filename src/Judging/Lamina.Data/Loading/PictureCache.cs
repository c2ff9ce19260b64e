using System.Collections.Concurrent;
using Lamina.Data.Samples;
using Lamina.Images;
using Lamina.Images.Decoding;
using Lamina.Plans.Preprocess;

namespace Lamina.Data.Loading;

/// <summary>
/// The pictures of some samples, decoded and brought to a model's input size, kept in memory up to a ceiling; beyond it they are
/// decoded whenever they are asked for. Thread safe. Does not own the set.
/// </summary>
public sealed class PictureCache
{
    /// <summary>Bytes kept by default: 4 GiB.</summary>
    public const long DefaultCeiling = 4L * 1024 * 1024 * 1024;

    private readonly SampleSet _set;
    private readonly PicturePreprocessor _preprocessor;
    private readonly Picture?[] _kept;

    private PictureCache(SampleSet set, IReadOnlyList<Sample> samples, PicturePreprocessor preprocessor, Picture?[] kept, IReadOnlyDictionary<string, string> unreadable)
    {
        _set = set;
        Samples = samples;
        _preprocessor = preprocessor;
        _kept = kept;
        Unreadable = unreadable;
    }

    /// <summary>The samples whose pictures can be read.</summary>
    public IReadOnlyList<Sample> Samples { get; }

    /// <summary>Files, and parts of the source, that cannot be read, with the reason. They are left out of <see cref="Samples"/>.</summary>
    public IReadOnlyDictionary<string, string> Unreadable { get; }

    /// <summary>Size of every picture.</summary>
    public PictureSize Size => _preprocessor.Size;

    /// <summary>The way from a picture to the model's tensor.</summary>
    public PictureTensor Tensor => _preprocessor.Tensor;

    /// <summary>Shape of a batch of pictures in the model's layout.</summary>
    public long[] BatchShape(int count) => [count, .. _preprocessor.Shape.AsSpan(1)];

    /// <summary>Decodes all pictures once, so that unreadable ones are known before work starts.</summary>
    /// <param name="set">Where the pictures are.</param>
    /// <param name="samples">Which of them.</param>
    /// <param name="preprocessing">The model's preprocessing.</param>
    /// <param name="ceiling">Bytes of pictures to keep.</param>
    /// <param name="progress">Told how many are done, from any thread.</param>
    /// <param name="cancellation">Stops the loading.</param>
    /// <exception cref="DataException">No picture can be read.</exception>
    public static PictureCache Load(
        SampleSet set, IReadOnlyList<Sample> samples, Preprocessing preprocessing, long ceiling = DefaultCeiling, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(samples);
        var preprocessor = new PicturePreprocessor(preprocessing);
        long room = Math.Max(0, ceiling / preprocessor.TensorLength);
        var pictures = new Picture?[samples.Count];
        var unreadable = new ConcurrentDictionary<string, string>(set.Faults, StringComparer.Ordinal);
        int done = 0;
        Parallel.For(0, samples.Count, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            try
            {
                Picture picture = Decode(set, samples[i], preprocessor);
                pictures[i] = i < room ? picture : null;
            }
            catch (Exception fault) when (fault is PictureException or DataException)
            {
                unreadable[samples[i].Name] = fault.Message;
            }

            progress?.Invoke(Interlocked.Increment(ref done));
        });

        int[] good = [.. Enumerable.Range(0, samples.Count).Where(i => !unreadable.ContainsKey(samples[i].Name))];
        return good.Length > 0
            ? new PictureCache(set, [.. good.Select(i => samples[i])], preprocessor, [.. good.Select(i => pictures[i])], unreadable)
            : throw new DataException($"{set.Origin}: none of {samples.Count} pictures can be read: {unreadable.Values.FirstOrDefault()}");
    }

    /// <summary>A picture of <see cref="Size"/>. Do not change it: it may be the one that is kept.</summary>
    public Picture Get(int index) => _kept[index] ?? Decode(_set, Samples[index], _preprocessor);

    private static Picture Decode(SampleSet set, Sample sample, PicturePreprocessor preprocessor) => preprocessor.ApplyGeometry(PictureDecoder.Decode(set.Read(sample)));
}
