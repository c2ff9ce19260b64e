namespace Lamina.Enclave.Workers;

/// <summary>
/// Stops asking a worker that keeps failing. After <see cref="Threshold"/> failures in a row, or a probe that found it gone, it lets nothing through for a pause that
/// doubles each time, then one call to try; a good answer closes it. A worker that was gone is let through again, up to the next failure, as soon as a probe finds
/// it back; of one that was slow or wrong a good probe tells nothing, so that only its answer to a try does. Safe for concurrent use.
/// </summary>
internal sealed class Circuit(TimeProvider time)
{
    /// <summary>Failures in a row that open it.</summary>
    public const int Threshold = 3;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private int _failures;
    private CallEnd _lastFailure;
    private TimeSpan _pause;
    private long _openedAt;
    private bool _trying;
    private bool _probedBad;

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

    /// <summary>
    /// True if a call has a chance to go through: the circuit is closed, or its worker was slow or wrong, its pause is over and the last probe was good. Without the
    /// second an enclave that says it is not ready would be sent nothing, and no call would ever try.
    /// </summary>
    public bool MayBeAsked
    {
        get
        {
            lock (_lock)
            {
                return _failures < Threshold || (_lastFailure != CallEnd.Unreachable && !_probedBad && !_trying && time.GetElapsedTime(_openedAt) >= _pause);
            }
        }
    }

    /// <summary>Asks to make one call; every true must be followed by one <see cref="Report"/> or <see cref="Abandon"/>.</summary>
    /// <param name="last">Nobody else can be asked: the pause is then never longer than the first. Sparing a worker helps nobody who has no other.</param>
    public bool TryEnter(bool last = false)
    {
        lock (_lock)
        {
            if (_failures < Threshold)
            {
                return true;
            }

            TimeSpan pause = last ? FirstPause : _pause;
            if (_trying || time.GetElapsedTime(_openedAt) < pause)
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
    public void Report(CallEnd end)
    {
        lock (_lock)
        {
            if (end == CallEnd.Good)
            {
                (_failures, _pause, _trying) = (0, TimeSpan.Zero, false);
                return;
            }

            Failed(end);
        }
    }

    /// <summary>Says what the worker answered when it was asked whether it is ready. An idle enclave learns of failures and recoveries this way.</summary>
    /// <param name="end"><see cref="CallEnd.Good"/> for ready, <see cref="CallEnd.Wrong"/> for not ready.</param>
    public void Probed(CallEnd end)
    {
        lock (_lock)
        {
            _probedBad = end != CallEnd.Good;
            if (_failures == Threshold)
            {
                // Ready is a promise, not an answer: it says that a worker is back, up to the next failure, and nothing of one whose answers were slow or wrong.
                _failures = end == CallEnd.Good && _lastFailure == CallEnd.Unreachable && !_trying ? Threshold - 1 : Threshold;
            }
            else if (end == CallEnd.Slow)
            {
                // A busy worker answers probes late too: one failure like any other.
                Failed(end);
            }
            else if (end != CallEnd.Good)
            {
                // Whether it is gone or says itself that it is not ready, the next probe will tell when that is over.
                Open(CallEnd.Unreachable);
            }
        }
    }

    private void Failed(CallEnd end)
    {
        if (_failures < Threshold - 1)
        {
            _failures++;
            return;
        }

        // Late failures of calls that were let in before it opened do not lengthen the pause.
        if (_failures < Threshold || _trying)
        {
            Open(end);
        }
    }

    private void Open(CallEnd end)
    {
        _pause = _pause == TimeSpan.Zero ? FirstPause : TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, LongestPause.Ticks));
        (_failures, _lastFailure, _openedAt, _trying) = (Threshold, end, time.GetTimestamp(), false);
    }
}
