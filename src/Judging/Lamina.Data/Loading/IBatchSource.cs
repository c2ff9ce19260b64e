namespace Lamina.Data.Loading;

/// <summary>Gives the batches of a training, epoch after epoch; the same for the same epoch, wherever it is entered.</summary>
public interface IBatchSource
{
    /// <summary>Pictures an epoch.</summary>
    int Count { get; }

    /// <summary>Batches an epoch.</summary>
    int Batches { get; }

    /// <summary>Class of each picture, in their order.</summary>
    IEnumerable<int> Labels { get; }

    /// <summary>Shape of a batch of so many pictures.</summary>
    long[] Shape(int count);

    /// <summary>The batches of an epoch from a position on.</summary>
    /// <param name="epoch">Which epoch, from 0.</param>
    /// <param name="first">First batch, from 0.</param>
    /// <param name="cancellation">Stops the making.</param>
    IAsyncEnumerable<Batch> EpochAsync(int epoch, int first = 0, CancellationToken cancellation = default);
}
