using System.Runtime.CompilerServices;

namespace Lamina.Data.Loading;

/// <summary>Batches of what a frozen part of a model makes of pictures, computed once and kept in memory.</summary>
public sealed class FeatureLoader : IBatchSource
{
    private readonly float[][] _features;
    private readonly int[] _labels;
    private readonly long[] _shape;
    private readonly int _batchSize;
    private readonly int? _seed;

    /// <summary>A loader.</summary>
    /// <param name="features">Values of each picture. Kept, not copied.</param>
    /// <param name="labels">Class of each.</param>
    /// <param name="shape">Shape of one picture's values, without the batch.</param>
    /// <param name="batchSize">Pictures a batch, at least 1; the last one of an epoch may be smaller.</param>
    /// <param name="seed">Shuffles; null keeps the order.</param>
    public FeatureLoader(float[][] features, int[] labels, long[] shape, int batchSize, int? seed)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Length, features.Length);
        (_features, _labels, _shape, _batchSize, _seed) = (features, labels, shape, batchSize, seed);
    }

    /// <inheritdoc/>
    public int Count => _features.Length;

    /// <inheritdoc/>
    public int Batches => (Count + _batchSize - 1) / _batchSize;

    /// <inheritdoc/>
    public IEnumerable<int> Labels => _labels;

    /// <inheritdoc/>
    public long[] Shape(int count) => [count, .. _shape];

    /// <inheritdoc/>
    public async IAsyncEnumerable<Batch> EpochAsync(int epoch, int first = 0, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        int[] order = EpochOrder.Of(Count, _seed, epoch);
        foreach (int[] indices in order.Chunk(_batchSize).Skip(first))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return new Batch([.. indices.SelectMany(index => _features[index])], [.. indices.Select(index => (long)_labels[index])], indices);
        }

        await Task.CompletedTask;
    }
}
