namespace Lamina.Runtime;

/// <summary>
/// Lets a bounded number of runs through at a time. Sessions that share cores share one gate. Safe for use by many threads.
/// </summary>
public sealed class RunGate : IDisposable
{
    private readonly SemaphoreSlim _places;

    /// <summary>Opens a gate.</summary>
    /// <param name="concurrentRuns">Runs at a time, 1 to <see cref="ThreadPolicy.Ceiling"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is outside that range.</exception>
    public RunGate(int concurrentRuns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(concurrentRuns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(concurrentRuns, ThreadPolicy.Ceiling);
        _places = new SemaphoreSlim(concurrentRuns, concurrentRuns);
        ConcurrentRuns = concurrentRuns;
    }

    /// <summary>Runs that this gate lets through at a time.</summary>
    public int ConcurrentRuns { get; }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    internal void Enter(CancellationToken cancellation) => _places.Wait(cancellation);

    internal Task EnterAsync(CancellationToken cancellation) => _places.WaitAsync(cancellation);

    internal void Leave() => _places.Release();
}
