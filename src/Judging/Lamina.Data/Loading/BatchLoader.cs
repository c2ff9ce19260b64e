using System.Threading.Channels;
using Lamina.Images;

namespace Lamina.Data.Loading;

/// <summary>
/// Makes batches ahead of whoever uses them, on a thread of its own. The batches of an epoch follow from seed and epoch alone,
/// so an epoch can be entered in the middle and gives the same batches as if it had run through.
/// </summary>
public sealed class BatchLoader : IBatchSource
{
    private const int Ahead = 4;
    private readonly PictureCache _pictures;
    private readonly ClassMap _classes;
    private readonly int _batchSize;
    private readonly Augmentation _augmentation;
    private readonly int? _seed;

    /// <summary>A loader.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="classes">The model's class of each class folder.</param>
    /// <param name="batchSize">Pictures a batch, at least 1; the last one of an epoch may be smaller.</param>
    /// <param name="augmentation">Random changes; none for evaluation.</param>
    /// <param name="seed">Shuffles and changes pictures; null keeps order and pictures.</param>
    public BatchLoader(PictureCache pictures, ClassMap classes, int batchSize, Augmentation augmentation, int? seed)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        _pictures = pictures;
        _classes = classes;
        _batchSize = batchSize;
        _augmentation = augmentation;
        _seed = seed;
    }

    /// <summary>Pictures an epoch.</summary>
    public int Count => _pictures.Samples.Count;

    /// <summary>Batches an epoch.</summary>
    public int Batches => (Count + _batchSize - 1) / _batchSize;

    /// <summary>Shape of a batch of so many pictures.</summary>
    public long[] Shape(int count) => _pictures.BatchShape(count);

    /// <summary>Classes of the pictures, in their order.</summary>
    public IEnumerable<int> Labels => _pictures.Samples.Select(sample => _classes.Of[sample.Label]);

    /// <summary>The batches of an epoch from a position on.</summary>
    /// <param name="epoch">Which epoch, from 0.</param>
    /// <param name="first">First batch, from 0.</param>
    /// <param name="cancellation">Stops the making.</param>
    public async IAsyncEnumerable<Batch> EpochAsync(int epoch, int first = 0, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var channel = Channel.CreateBounded<Batch>(Ahead);
        var producer = Task.Run(() => Produce(channel.Writer, epoch, first, stop.Token), CancellationToken.None);
        try
        {
            await foreach (Batch batch in channel.Reader.ReadAllAsync(cancellation))
            {
                yield return batch;
            }
        }
        finally
        {
            // A reader that leaves early must not leave the thread behind.
            await stop.CancelAsync();
            await producer;
        }
    }

    private async Task Produce(ChannelWriter<Batch> writer, int epoch, int first, CancellationToken cancellation)
    {
        Exception? fault = null;
        try
        {
            int[] order = EpochOrder.Of(Count, _seed, epoch);
            for (int batch = first; batch < Batches; batch++)
            {
                await writer.WriteAsync(Make(order[(batch * _batchSize)..Math.Min(Count, (batch + 1) * _batchSize)], epoch), cancellation);
            }
        }
        catch (Exception thrown) when (thrown is OperationCanceledException or DataException or PictureException)
        {
            fault = thrown is OperationCanceledException ? null : thrown;
        }

        writer.Complete(fault);
    }

    private Batch Make(int[] indices, int epoch)
    {
        int length = 3 * _pictures.Size.Width * _pictures.Size.Height;
        var values = new float[indices.Length * length];
        for (int i = 0; i < indices.Length; i++)
        {
            Picture picture = _pictures.Get(indices[i]);
            if (_seed is { } seed)
            {
                picture = _augmentation.Apply(picture, new Random(EpochOrder.Mix(seed, epoch, indices[i])));
            }

            _pictures.Tensor.Fill(picture, values.AsSpan(i * length, length));
        }

        return new Batch(values, [.. indices.Select(index => (long)_classes.Of[_pictures.Samples[index].Label])], indices);
    }
}
