namespace Lamina.Privacy.Bench.Attacks;

/// <summary>
/// A clock that runs with the work of this process: its processor time divided by its threads. On an otherwise idle machine it
/// hardly runs faster than a clock on the wall; on a busy one an attack still gets the work it was promised.
/// </summary>
/// <param name="threads">Threads that work at a time; 0, the default, for one on each processor.</param>
public sealed class ProcessorTime(int threads = 0) : TimeProvider
{
    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => Environment.CpuUsage.TotalTime.Ticks / (threads > 0 ? threads : Environment.ProcessorCount);

    /// <summary>A timer of this clock, which looks four times a second: the base's would ring by the wall's.</summary>
    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new WorkTimer(this, callback, state, dueTime, period);
}
