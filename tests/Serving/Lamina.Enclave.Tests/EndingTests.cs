using Lamina.Attestation;
using Lamina.Attestation.Simulated;
using Lamina.Enclave.Hosting;
using Lamina.Enclave.Workers;
using Lamina.OpenInference.Client;
using Lamina.Plans;
using Lamina.Shared.Serve;
using Lamina.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Lamina.Enclave.Tests;

/// <summary>What fails as nobody foresaw ends neither the probing nor the wiping.</summary>
public sealed class EndingTests
{
    [Fact]
    public async Task Watch_ProbeThatFailsAsNoneShould_IsSaidOnceAndProbingGoesOn()
    {
        Assert.True(OipAddress.TryParse("127.0.0.1:1", out OipAddress? address, out _));
        CountingTime time = new();
        OipClient client = new(new OipClientOptions { Address = address });
        Worker worker = new(client, new Circuit(time));
        client.Dispose(); // every call on it throws from here on
        Lines lines = new();
        WorkerWatch watch = new(new[] { worker }, "m", time, lines);
        for (int i = 0; i < 5000 && time.Timers < 3; i++)
        {
            time.Advance(WorkerWatch.Period);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken);
        }

        await watch.DisposeAsync();
        Assert.InRange(time.Timers, 3, int.MaxValue);
        Assert.Contains(nameof(ObjectDisposedException), Assert.Single(lines.Said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_OneOwnedThingFailsToEnd_TheOthersEndAllTheSame()
    {
        using TempFolder folder = new();
        TinyPlan.Write(folder.Path);
        EnclaveOptions options = new() { PlanFolder = folder.Path, Workers = ["127.0.0.1:1"], Listen = ["127.0.0.1:0"], AcceptVerdict = PlanVerdict.Unjudged };
        OwnedIssuer issuer = new();
        EnclaveHost host = await EnclaveHost.BuildAsync(options, issuer, new StubbornTime());

        await Assert.ThrowsAsync<NotSupportedException>(async () => await host.DisposeAsync());

        Assert.True(issuer.Ended);
    }

    private sealed class CountingTime : FakeTimeProvider
    {
        private int _timers;

        public int Timers => Volatile.Read(ref _timers);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Increment(ref _timers);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }

    /// <summary>The timer that asks for ended keys cannot be stopped.</summary>
    private sealed class StubbornTime : FakeTimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            period == KeyWatch.Period ? new Stubborn() : base.CreateTimer(callback, state, dueTime, period);

        private sealed class Stubborn : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => throw new NotSupportedException();
        }
    }

    /// <summary>Owned first, so ended last.</summary>
    private sealed class OwnedIssuer : IEvidenceIssuer, IDisposable
    {
        private readonly SimulatedTeeIssuer _inner = new(new byte[32]);

        public bool Ended { get; private set; }

        public EvidenceKind Kind => _inner.Kind;

        public ValueTask<IssuedEvidence> IssueAsync(ReadOnlyMemory<byte> reportData, CancellationToken cancellationToken) => _inner.IssueAsync(reportData, cancellationToken);

        public void Dispose()
        {
            _inner.Dispose();
            Ended = true;
        }
    }

    private sealed class Lines : ILogger<WorkerWatch>
    {
        public List<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Said.Add(formatter(state, exception));
    }
}
