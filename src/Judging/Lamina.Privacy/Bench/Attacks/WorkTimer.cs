namespace Lamina.Privacy.Bench.Attacks;

/// <summary>Rings when a clock that nobody can wait for has come far enough; it looks at that clock a few times a second.</summary>
internal sealed class WorkTimer : ITimer
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private readonly Timer _looking;
    private long _from;
    private TimeSpan _due;
    private TimeSpan _period;

    public WorkTimer(TimeProvider clock, TimerCallback callback, object? state, TimeSpan due, TimeSpan period)
    {
        (_clock, _callback, _state) = (clock, callback, state);
        _looking = new Timer(_ => OnLook(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Change(due, period);
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            (_from, _due, _period) = (_clock.GetTimestamp(), dueTime, period);
        }

        return dueTime == Timeout.InfiniteTimeSpan
            ? _looking.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan)
            : _looking.Change(dueTime == TimeSpan.Zero ? TimeSpan.Zero : Look, Look);
    }

    public void Dispose() => _looking.Dispose();

    public ValueTask DisposeAsync() => _looking.DisposeAsync();

    private void OnLook()
    {
        lock (_gate)
        {
            if (_due == Timeout.InfiniteTimeSpan || _clock.GetElapsedTime(_from) < _due)
            {
                return;
            }

            (_from, _due) = (_clock.GetTimestamp(), _period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : _period);
        }

        _callback(_state);
    }
}
