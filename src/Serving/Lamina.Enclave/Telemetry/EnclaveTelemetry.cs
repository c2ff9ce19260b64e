using System.Diagnostics;
using System.Diagnostics.Metrics;
using Lamina.Enclave.Inference;
using Lamina.Protocol.Gateway;

namespace Lamina.Enclave.Telemetry;

/// <summary>
/// Metrics and traces, by the numbers of the steps (docs/serving.md lists them). Labels are step, party, status and reason, each out of a fixed list: nothing
/// that a request holds, nothing of who sent it. The host reads all of it.
/// </summary>
internal sealed class EnclaveTelemetry : IDisposable
{
    /// <summary>Name of the meter and of the source of activities.</summary>
    public const string Name = "Lamina.Enclave";

    private static readonly string[] StepNames = ["load", "evidence", "verify", "seal", "head", "send", "body", "check", "answer"];

    private readonly Meter _meter = new(Name);
    private readonly ActivitySource _source = new(Name);
    private readonly Counter<long> _requests;
    private readonly Counter<long> _notOpened;
    private readonly Counter<long> _evidence;
    private readonly UpDownCounter<long> _inside;
    private readonly Histogram<double> _steps;

    /// <param name="healthyWorkers">Workers that may be asked.</param>
    /// <param name="endedKeys">Sets of keys that have ended.</param>
    public EnclaveTelemetry(Func<int> healthyWorkers, Func<int> endedKeys)
    {
        _requests = _meter.CreateCounter<long>("lamina.requests", description: "Requests that were opened, by how they ended.");
        _notOpened = _meter.CreateCounter<long>("lamina.requests.not_opened", description: "Sealed requests that were not opened, by reason.");
        _evidence = _meter.CreateCounter<long>("lamina.evidence", description: "Requests for evidence, by how they ended.");
        _inside = _meter.CreateUpDownCounter<long>("lamina.requests.under_way", description: "Requests under way.");
        _steps = _meter.CreateHistogram<double>("lamina.step.duration", unit: "s", description: "Time of each numbered step of answered requests.");
        _meter.CreateObservableGauge("lamina.workers.healthy", healthyWorkers, description: "Workers that may be asked.");
        _meter.CreateObservableCounter("lamina.keys.ended", () => endedKeys(), description: "Sets of request keys that have ended and were wiped.");
    }

    /// <summary>A request came in.</summary>
    public void Entered() => _inside.Add(1);

    /// <summary>A request left.</summary>
    public void Left() => _inside.Add(-1);

    /// <summary>A request was not opened.</summary>
    public void NotOpened(RequestRefusal reason) => _notOpened.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString().ToLowerInvariant()));

    /// <summary>Someone asked for evidence.</summary>
    public void Evidence(string outcome) => _evidence.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>A request was answered.</summary>
    public void Answered(StepClock clock)
    {
        _requests.Add(1, new KeyValuePair<string, object?>("outcome", "answered"));
        foreach ((int number, TimeSpan time) in clock.Steps)
        {
            _steps.Record(time.TotalSeconds, new KeyValuePair<string, object?>("step", number));
        }
    }

    /// <summary>A request failed.</summary>
    public void Failed(EnclaveFault fault) => _requests.Add(
        1,
        new TagList
        {
            { "outcome", "failed" },
            { "step", fault.Step },
            { "party", fault.Party.Name() },
            { "status", fault.Status },
        });

    /// <summary>
    /// The trace of a request, steps 4 to 8. It has no parent: an identifier that a client or the host put on the outside would tie what
    /// happens in here to them.
    /// </summary>
    public Activity? StartRequest()
    {
        // The web server's own activity carries what stood in the client's headers, and would be taken for the parent.
        Activity.Current = null;
        return _source.StartActivity("lamina.request");
    }

    /// <summary>Adds the steps that ended to a trace, as spans of their own.</summary>
    public void Trace(Activity? request, StepClock clock, EnclaveFault? fault)
    {
        if (request is null)
        {
            return;
        }

        DateTimeOffset at = request.StartTimeUtc;
        foreach ((int number, TimeSpan time) in clock.Steps)
        {
            using Activity? step = _source.StartActivity($"{number} {StepNames[number]}", ActivityKind.Internal, request.Context, startTime: at);
            at += time;
            step?.SetEndTime(at.UtcDateTime);
        }

        if (fault is not null)
        {
            request.SetStatus(ActivityStatusCode.Error);
            request.SetTag("step", fault.Step).SetTag("party", fault.Party.Name()).SetTag("status", fault.Status);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _meter.Dispose();
        _source.Dispose();
    }
}
