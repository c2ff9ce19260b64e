namespace Lamina.Enclave.Workers;

/// <summary>
/// Stops asking a worker that keeps failing. After <see cref="Threshold"/> failures in a row, or a failed probe, it lets nothing through for a pause that
/// doubles each time, then one call to try; a good answer closes it, a good probe closes it up to the next failure. Safe for concurrent use.
/// </summary>
internal sealed class Circuit(TimeProvider time)
{
    /// <summary>Failures in a row that open it.</summary>
    public const int Threshold = 3;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private int _failures;
    private TimeSpan _pause;
    private long _openedAt;
    private bool _trying;

    /// <summary>True if calls go through freely.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_lock)
            {
                return _failures < Threshold;
            }
        }
    }

    /// <summary>Asks to make one call; every true must be followed by one <see cref="Report"/> or <see cref="Abandon"/>.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_failures < Threshold)
            {
                return true;
            }

            if (_trying || time.GetElapsedTime(_openedAt) < _pause)
            {
                return false;
            }

            return _trying = true;
        }
    }

    /// <summary>Says that a call ended without telling anything about the worker.</summary>
    public void Abandon()
    {
        lock (_lock)
        {
            _trying = false;
        }
    }

    /// <summary>Says how a call ended.</summary>
    public void Report(bool good)
    {
        lock (_lock)
        {
            if (good)
            {
                (_failures, _pause, _trying) = (0, TimeSpan.Zero, false);
                return;
            }

            if (_failures < Threshold - 1)
            {
                _failures++;
                return;
            }

            // Late failures of calls that were let in before it opened do not lengthen the pause.
            if (_failures < Threshold || _trying)
            {
                Open();
            }
        }
    }

    /// <summary>Says what the worker answered when it was asked whether it is ready. An idle enclave learns of failures and recoveries this way.</summary>
    public void Probed(bool good)
    {
        lock (_lock)
        {
            if (!good && _failures < Threshold)
            {
                Open();
            }
            else if (good && _failures == Threshold && !_trying && time.GetElapsedTime(_openedAt) >= _pause)
            {
                // Ready is a promise, not an answer: the next failure opens it again.
                _failures = Threshold - 1;
            }
        }
    }

    private void Open()
    {
        _pause = _pause == TimeSpan.Zero ? FirstPause : TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, LongestPause.Ticks));
        (_failures, _openedAt, _trying) = (Threshold, time.GetTimestamp(), false);
    }
}
