namespace Lamina.Testing;

/// <summary>The system's clock, but timers end when the test says so, and not before. Safe for concurrent use.</summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _running = [];
    private readonly List<(TimeSpan Length, TaskCompletionSource Made)> _awaited = [];
    private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the wall clock was first read.</summary>
    public Task WasRead => _read.Task;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        _read.TrySetResult();
        return base.GetUtcNow();
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(this, callback, state, dueTime);
        lock (_gate)
        {
            _running.Add(timer);
            _awaited.FindAll(one => one.Length == dueTime).ForEach(one => one.Made.TrySetResult());
        }

        return timer;
    }

    /// <summary>Ends when a timer of this length runs.</summary>
    public Task RunsAsync(TimeSpan length)
    {
        lock (_gate)
        {
            TaskCompletionSource made = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((length, made));
            if (_running.Any(timer => timer.Length == length))
            {
                made.TrySetResult();
            }

            return made.Task;
        }
    }

    /// <summary>Ends the timers of this length that run.</summary>
    public void End(TimeSpan length)
    {
        ManualTimer[] ended;
        lock (_gate)
        {
            ended = [.. _running.Where(timer => timer.Length == length)];
            _running.RemoveAll(ended.Contains);
        }

        Array.ForEach(ended, timer => timer.Fire());
    }

    private void Remove(ManualTimer timer)
    {
        lock (_gate)
        {
            _running.Remove(timer);
        }
    }

    private sealed class ManualTimer(ManualTime clock, TimerCallback callback, object? state, TimeSpan length) : ITimer
    {
        public TimeSpan Length => length;

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => clock.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
