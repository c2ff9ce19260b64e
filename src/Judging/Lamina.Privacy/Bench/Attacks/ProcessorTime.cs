namespace Lamina.Privacy.Bench.Attacks;

/// <summary>
/// A clock that runs with the work of this process: its processor time divided by the processors. On an otherwise idle machine it
/// never runs faster than a clock on the wall; on a busy one an attack still gets the work it was promised.
/// </summary>
internal sealed class ProcessorTime : TimeProvider
{
    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => Environment.CpuUsage.TotalTime.Ticks / Environment.ProcessorCount;
}
