using System.Threading.Channels;
using Lamina.OpenInference;
using Lamina.OpenInference.Server;
using Lamina.Worker.Models;

namespace Lamina.Worker.Batching;

/// <summary>
/// The requests of one model in order of arrival, and the loop that turns them into runs. A run takes what waits when it may start:
/// sharing costs nobody time unless a delay is configured.
/// </summary>
internal sealed class ModelQueue : IAsyncDisposable
{
    private readonly LoadedModel _model;
    private readonly SemaphoreSlim _places;
    private readonly TimeProvider _time;
    private readonly Channel<PendingRequest> _waiting;
    private readonly BatchRunner _runner;
    private readonly Task _loop;
    private PendingRequest? _carried;

    /// <param name="model">What runs; disposed with the queue.</param>
    /// <param name="places">Runs that may go on at a time, shared by all models.</param>
    /// <param name="capacity">Most requests waiting.</param>
    /// <param name="time">Clock.</param>
    public ModelQueue(LoadedModel model, SemaphoreSlim places, int capacity, TimeProvider time)
    {
        (_model, _places, _time) = (model, places, time);
        Counters = new ModelCounters(time);
        _runner = new BatchRunner(model, Counters, time);
        _waiting = Channel.CreateBounded<PendingRequest>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _loop = Task.Run(LoopAsync);
    }

    public ModelDescription Description => _model.Description;

    public ModelCounters Counters { get; }

    /// <summary>Requests that wait for a run.</summary>
    public int Length => _waiting.Reader.Count;

    public async ValueTask<Outcome<InferResponse>> InferAsync(InferRequest request, CancellationToken cancellation)
    {
        long arrived = _time.GetTimestamp();
        Outcome<InferResponse> outcome = RequestCheck.Refuse(request, Description) is { } fault
            ? OipFault.Invalid(fault)
            : await EnqueueAsync(request, arrived, cancellation);
        Counters.Answered(outcome.Fault is null, arrived);
        return outcome;
    }

    /// <summary>Answers what is waiting, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop;
        _runner.Dispose();
    }

    private async ValueTask<Outcome<InferResponse>> EnqueueAsync(InferRequest request, long arrived, CancellationToken cancellation)
    {
        int rows = Description.MaxBatchSize > 0 ? (int)request.Inputs[0].Shape[0] : 1;
        var pending = new PendingRequest(request, rows, arrived, cancellation);
        return _waiting.Writer.TryWrite(pending)
            ? await pending.Answer
            : new OipFault(OipFaultKind.Unavailable, $"model '{Description.Name}' has as many waiting requests as it takes");
    }

    private async Task LoopAsync()
    {
        var running = new HashSet<Task>();
        while (_carried is not null || await _waiting.Reader.WaitToReadAsync())
        {
            if (!TryTake(out PendingRequest? first))
            {
                continue;
            }

            var batch = new List<PendingRequest> { first };
            int rows = await WaitForOthersAsync(batch, first.Rows);
            await _places.WaitAsync();
            Fill(batch, rows);
            running.RemoveWhere(task => task.IsCompleted);
            running.Add(RunAsync(batch));
        }

        await Task.WhenAll(running);
    }

    private async Task RunAsync(List<PendingRequest> batch)
    {
        try
        {
            await Task.Run(() => _runner.Run(batch));
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Waits as long as the first request may, or until the run is full.</summary>
    private async Task<int> WaitForOthersAsync(List<PendingRequest> batch, int rows)
    {
        TimeSpan left = Description.MaxQueueDelay - _time.GetElapsedTime(batch[0].Arrived);
        if (Description.MaxBatchSize == 0 || left <= TimeSpan.Zero)
        {
            return rows;
        }

        using var enough = new CancellationTokenSource(left, _time);
        try
        {
            do
            {
                rows = Fill(batch, rows);
            }
            while (rows < Description.MaxBatchSize && _carried is null && await _waiting.Reader.WaitToReadAsync(enough.Token));
        }
        catch (OperationCanceledException)
        {
            // The wait is over.
        }

        return rows;
    }

    /// <summary>Adds what waits and fits. The first that does not fit starts the next run.</summary>
    private int Fill(List<PendingRequest> batch, int rows)
    {
        while (rows < Description.MaxBatchSize && _carried is null && TryTake(out PendingRequest? next))
        {
            if (rows + next.Rows > Description.MaxBatchSize || !next.FitsWith(batch[0]))
            {
                _carried = next;
                break;
            }

            batch.Add(next);
            rows += next.Rows;
        }

        return rows;
    }

    /// <summary>The next request whose peer still waits.</summary>
    private bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out PendingRequest? next)
    {
        (next, _carried) = (_carried, null);
        while (next is null && _waiting.Reader.TryRead(out PendingRequest? read))
        {
            if (read.Cancellation.IsCancellationRequested)
            {
                read.Complete(new OipFault(OipFaultKind.Unavailable, "the request was given up by its sender"));
                continue;
            }

            next = read;
        }

        return next is not null;
    }
}
