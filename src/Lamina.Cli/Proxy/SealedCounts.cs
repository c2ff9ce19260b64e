using Lamina.OpenInference.Server;

namespace Lamina.Cli.Proxy;

/// <summary>What the proxy's statistics call tells: how many requests, and how long each took from here to the enclave and back. Safe for concurrent use.</summary>
internal sealed class SealedCounts(TimeProvider time)
{
    private readonly Lock _lock = new();
    private ModelCounts _counts = ModelCounts.Empty;

    /// <summary>A request was answered or failed.</summary>
    public void Answered(bool success, long arrived)
    {
        TimeSpan elapsed = time.GetElapsedTime(arrived);
        lock (_lock)
        {
            _counts = success
                ? _counts with
                {
                    Rows = _counts.Rows + 1,
                    Runs = _counts.Runs + 1,
                    Success = new Duration(_counts.Success.Count + 1, _counts.Success.Time + elapsed),
                    LastInference = time.GetUtcNow(),
                }
                : _counts with { Failure = new Duration(_counts.Failure.Count + 1, _counts.Failure.Time + elapsed) };
        }
    }

    /// <summary>The counts so far.</summary>
    public ModelCounts Snapshot()
    {
        lock (_lock)
        {
            return _counts;
        }
    }
}
