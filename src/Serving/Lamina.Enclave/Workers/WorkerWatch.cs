namespace Lamina.Enclave.Workers;

/// <summary>Asks every worker now and then whether it is ready, so that an idle enclave knows what its readiness says. The first time at once.</summary>
internal sealed class WorkerWatch : IAsyncDisposable
{
    /// <summary>Time between two probes of a worker that is asked.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    /// <summary>The same while its circuit is open: requests may be waiting for it.</summary>
    public static readonly TimeSpan PeriodWhileOpen = TimeSpan.FromSeconds(0.5);

    private readonly CancellationTokenSource _end = new();
    private readonly Task _watching;

    /// <param name="workers">Who is asked; must outlive this.</param>
    /// <param name="model">For which model.</param>
    /// <param name="time">The clock.</param>
    public WorkerWatch(IReadOnlyList<Worker> workers, string model, TimeProvider time) =>
        _watching = Task.WhenAll(workers.Select(worker => WatchAsync(worker, model, time)));

    /// <summary>Stops asking.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching;
        _end.Dispose();
    }

    private async Task WatchAsync(Worker worker, string model, TimeProvider time)
    {
        try
        {
            while (true)
            {
                await worker.ProbeAsync(model, _end.Token);
                await Task.Delay(worker.Circuit.IsClosed ? Period : PeriodWhileOpen, time, _end.Token);
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The enclave ends.
        }
    }
}
