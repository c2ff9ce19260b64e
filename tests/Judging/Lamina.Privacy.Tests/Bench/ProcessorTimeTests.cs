using System.Diagnostics;
using Lamina.Privacy.Bench.Attacks;

namespace Lamina.Privacy.Tests.Bench;

public sealed class ProcessorTimeTests
{
    [Fact]
    public async Task Timer_RingsAfterSoMuchWork()
    {
        ProcessorTime clock = new(1);
        TaskCompletionSource rung = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TimeSpan wanted = TimeSpan.FromMilliseconds(200);
        long start = clock.GetTimestamp();
        using ITimer timer = clock.CreateTimer(_ => rung.TrySetResult(), null, wanted, Timeout.InfiniteTimeSpan);
        while (!rung.Task.IsCompleted)
        {
            Stopwatch.GetTimestamp();
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        await rung.Task;
        Assert.True(clock.GetElapsedTime(start) >= wanted);
    }

    [Fact]
    public void Timer_ThatWasPutOff_DoesNotRing()
    {
        Stopped clock = new();
        int rung = 0;
        using WorkTimer timer = new(clock, _ => Interlocked.Increment(ref rung), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        Assert.True(timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        clock.Now = 10 * clock.TimestampFrequency;
        SpinWait.SpinUntil(() => rung > 0, TimeSpan.FromMilliseconds(600));
        Assert.Equal(0, rung);
    }

    private sealed class Stopped : TimeProvider
    {
        public long Now { get; set; }

        public override long GetTimestamp() => Now;
    }
}
