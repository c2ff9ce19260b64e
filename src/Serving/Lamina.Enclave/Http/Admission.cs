namespace Lamina.Enclave.Http;

/// <summary>A ceiling on requests under way, so that peers cannot size this program's memory. Safe for concurrent use.</summary>
internal sealed class Admission(int ceiling)
{
    private int _inside;
    private long _ended;

    /// <summary>Requests under way.</summary>
    public int Inside => Volatile.Read(ref _inside);

    /// <summary>Requests that were under way and have ended.</summary>
    public long Ended => Interlocked.Read(ref _ended);

    /// <summary>A place, to be disposed; null if there is none.</summary>
    public Place? TryEnter()
    {
        if (Interlocked.Increment(ref _inside) <= ceiling)
        {
            return new Place(this);
        }

        Interlocked.Decrement(ref _inside);
        return null;
    }

    /// <summary>A place inside; given back once.</summary>
    public sealed class Place(Admission admission) : IDisposable
    {
        private int _left;

        /// <inheritdoc/>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                Interlocked.Increment(ref admission._ended);
                Interlocked.Decrement(ref admission._inside);
            }
        }
    }
}
