namespace Lamina.Lab.Tests;

/// <summary>A clock that moves by ten milliseconds whenever it is looked at: what is bounded by time does the same work on any machine.</summary>
internal sealed class CountingTime : TimeProvider
{
    private long _milliseconds;

    /// <inheritdoc/>
    public override long TimestampFrequency => 1000;

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Add(ref _milliseconds, 10);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
