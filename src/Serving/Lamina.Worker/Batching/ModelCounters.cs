using Lamina.OpenInference.Server;

namespace Lamina.Worker.Batching;

/// <summary>Counts and times of one model. Safe for use by many threads.</summary>
internal sealed class ModelCounters(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, Duration> _batches = [];
    private ModelCounts _counts = ModelCounts.Empty;

    /// <summary>A request left, answered or refused.</summary>
    public void Answered(bool success, long arrived)
    {
        TimeSpan elapsed = time.GetElapsedTime(arrived);
        lock (_lock)
        {
            _counts = success
                ? _counts with { Success = Plus(_counts.Success, 1, elapsed), LastInference = time.GetUtcNow() }
                : _counts with { Failure = Plus(_counts.Failure, 1, elapsed) };
        }
    }

    /// <summary>A request's wait ended: its run starts.</summary>
    public void Waited(long arrived)
    {
        TimeSpan elapsed = time.GetElapsedTime(arrived);
        lock (_lock)
        {
            _counts = _counts with { Queue = Plus(_counts.Queue, 1, elapsed) };
        }
    }

    /// <summary>A run ended. As Triton counts, its times count once for every request that shared it.</summary>
    public void Ran(int requests, int rows, long started, long joined, long ran)
    {
        TimeSpan input = time.GetElapsedTime(started, joined);
        TimeSpan infer = time.GetElapsedTime(joined, ran);
        TimeSpan output = time.GetElapsedTime(ran);
        lock (_lock)
        {
            _counts = _counts with
            {
                Rows = _counts.Rows + rows,
                Runs = _counts.Runs + 1,
                Input = Plus(_counts.Input, requests, input),
                Infer = Plus(_counts.Infer, requests, infer),
                Output = Plus(_counts.Output, requests, output),
            };
            _batches[rows] = Plus(_batches.GetValueOrDefault(rows), 1, infer);
        }
    }

    public ModelCounts Snapshot()
    {
        lock (_lock)
        {
            return _counts with { Batches = [.. _batches.Select(batch => new BatchCounts(batch.Key, batch.Value))] };
        }
    }

    private static Duration Plus(Duration sum, int count, TimeSpan each) => new(sum.Count + count, sum.Time + (count * each));
}
