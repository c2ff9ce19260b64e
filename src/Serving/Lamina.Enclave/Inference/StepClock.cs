using System.Globalization;

namespace Lamina.Enclave.Inference;

/// <summary>Times the numbered steps of one request. Not safe for concurrent use.</summary>
internal sealed class StepClock(TimeProvider time)
{
    private readonly List<(int Number, TimeSpan Time)> _steps = [];
    private long _since = time.GetTimestamp();

    /// <summary>Steps that ended, in order.</summary>
    public IReadOnlyList<(int Number, TimeSpan Time)> Steps => _steps;

    /// <summary>The step that is under way.</summary>
    public int Current => _steps.Count == 0 ? 4 : Math.Min(_steps[^1].Number + 1, 8);

    /// <summary>The steps so far as the value of a <c>server-timing</c> field, milliseconds with three decimals.</summary>
    public string ToServerTiming() => string.Join(", ", _steps.Select(step => string.Create(CultureInfo.InvariantCulture, $"{step.Number};dur={step.Time.TotalMilliseconds:F3}")));

    /// <summary>Ends a step that began when the one before ended.</summary>
    public void End(int number)
    {
        long now = time.GetTimestamp();
        _steps.Add((number, time.GetElapsedTime(_since, now)));
        _since = now;
    }
}
