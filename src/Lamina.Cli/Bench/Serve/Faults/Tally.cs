using System.Globalization;
using Lamina.Client;

namespace Lamina.Cli.Bench.Serve.Faults;

/// <summary>What became of every request. Safe for concurrent use.</summary>
internal sealed class Tally
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, int> _failures = [];
    private int _right;
    private int _wrong;
    private int _unnamed;
    private int _refusedInVain;

    /// <summary>Requests that ended, one way or the other.</summary>
    public int Ended
    {
        get
        {
            lock (_lock)
            {
                return _right + _wrong + _unnamed + _failures.Values.Sum();
            }
        }
    }

    /// <summary>Right answers.</summary>
    public int Right => _right;

    /// <summary>Wrong answers that were passed on as good.</summary>
    public int Wrong => _wrong;

    /// <summary>Failures that name neither stage nor party.</summary>
    public int Unnamed => _unnamed;

    /// <summary>Sealed failures at the worker's steps while an honest worker ran, from the question to the refusal.</summary>
    public int RefusedWhileAWorkerLived => _refusedInVain;

    /// <summary>Failures by what they name.</summary>
    public IReadOnlyDictionary<string, int> Failures => _failures;

    /// <summary>An answer came.</summary>
    public void Answered(bool right)
    {
        lock (_lock)
        {
            _ = right ? _right++ : _wrong++;
        }
    }

    /// <summary>A failure came.</summary>
    /// <param name="failure">What the client was told.</param>
    /// <param name="workerLived">Whether an honest worker ran when the request left and when it failed.</param>
    public void Failed(LaminaClientException failure, bool workerLived)
    {
        string? name = failure.Problem is { Step: { } step, Party: { } party } problem ? string.Create(CultureInfo.InvariantCulture, $"step_{step}_{party}_{problem.Status}")
            : failure.Failure is LaminaFailure.Unreachable ? "step_3_network_unreachable"
            : failure.Failure is LaminaFailure.BadAnswer ? "step_3_host_unsealed"
            : null;
        lock (_lock)
        {
            _refusedInVain += workerLived && failure.Problem is { Step: >= 5 } ? 1 : 0;
            if (name is null)
            {
                _unnamed++;
            }
            else
            {
                _failures[name] = _failures.GetValueOrDefault(name) + 1;
            }
        }
    }
}
