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
    /// <param name="logger">Is told, once for each worker, of a probe that fails as none should.</param>
    public WorkerWatch(IReadOnlyList<Worker> workers, string model, TimeProvider time, ILogger<WorkerWatch> logger) =>
        _watching = Task.WhenAll(workers.Select(worker => WatchAsync(worker, model, time, logger)));

    /// <summary>Stops asking.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching;
        _end.Dispose();
    }

    private async Task WatchAsync(Worker worker, string model, TimeProvider time, ILogger logger)
    {
        bool said = false;
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await worker.ProbeAsync(model, _end.Token);
            }
            catch (Exception unforeseen) when (unforeseen is not OperationCanceledException || !_end.IsCancellationRequested)
            {
                // One probe that nobody foresaw must not end the probing for good. Its kind and nothing of its text, which a worker may have chosen.
                if (!said)
                {
                    logger.LogProbeFailed(unforeseen.GetType().Name);
                    said = true;
                }
            }
            catch (OperationCanceledException)
            {
                // The enclave ends.
            }

            await Task.Delay(worker.Circuit.IsClosed ? Period : PeriodWhileOpen, time, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
