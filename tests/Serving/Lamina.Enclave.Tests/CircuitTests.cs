using Lamina.Enclave.Workers;
using Microsoft.Extensions.Time.Testing;

namespace Lamina.Enclave.Tests;

public sealed class CircuitTests
{
    [Fact]
    public void Circuit_FailuresInARow_OpenItAndOneGoodAnswerClosesIt()
    {
        FakeTimeProvider time = new();
        Circuit circuit = new(time);
        for (int i = 0; i < Circuit.Threshold; i++)
        {
            Assert.True(circuit.TryEnter());
            circuit.Report(CallEnd.Wrong);
        }

        Assert.False(circuit.TryEnter());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(circuit.TryEnter());
        Assert.False(circuit.TryEnter()); // one trial at a time
        circuit.Report(CallEnd.Good);
        Assert.True(circuit.IsClosed);
    }

    [Fact]
    public void Circuit_FailedTrial_DoublesThePause()
    {
        FakeTimeProvider time = new();
        Circuit circuit = new(time);
        Fail(circuit, CallEnd.Wrong);

        time.Advance(TimeSpan.FromSeconds(0.6));
        Assert.True(circuit.TryEnter());
        circuit.Report(CallEnd.Wrong);
        time.Advance(TimeSpan.FromSeconds(0.6));
        Assert.False(circuit.TryEnter());
        time.Advance(TimeSpan.FromSeconds(0.6));
        Assert.True(circuit.TryEnter());
    }

    [Theory]
    [InlineData(nameof(CallEnd.Unreachable))]
    [InlineData(nameof(CallEnd.Wrong))]
    public void Circuit_ProbeFindsTheWorkerGoneOrNotReady_OpensAtOnceAndClosesWithTheNextGoodProbeUpToTheNextFailure(string found)
    {
        Circuit circuit = new(new FakeTimeProvider());
        circuit.Probed(Enum.Parse<CallEnd>(found));
        Assert.False(circuit.IsClosed);
        circuit.Probed(CallEnd.Good);
        Assert.True(circuit.IsClosed);
        circuit.Report(CallEnd.Unreachable);
        Assert.False(circuit.IsClosed);
    }

    [Theory]
    [InlineData(nameof(CallEnd.Wrong))]
    [InlineData(nameof(CallEnd.Slow))]
    public void Circuit_ReadyWorkerThatWasSlowOrWrong_IsClosedByItsAnswerToOneTryAndNotByProbes(string end)
    {
        FakeTimeProvider time = new();
        Circuit circuit = new(time);
        Fail(circuit, Enum.Parse<CallEnd>(end));
        circuit.Probed(CallEnd.Good);
        Assert.False(circuit.MayBeAsked);
        time.Advance(TimeSpan.FromSeconds(1));
        circuit.Probed(CallEnd.Good);
        Assert.False(circuit.IsClosed);

        // Ready by its word: an enclave that said it was not would be sent no request to try with.
        Assert.True(circuit.MayBeAsked);
        Assert.True(circuit.TryEnter());
        Assert.False(circuit.TryEnter());
        circuit.Probed(CallEnd.Good);
        Assert.False(circuit.TryEnter());
        circuit.Report(CallEnd.Good);
        Assert.True(circuit.IsClosed);
    }

    [Fact]
    public void Circuit_OfAWorkerThatIsGone_MayNotBeAskedHoweverLongItIsGone()
    {
        FakeTimeProvider time = new();
        Circuit gone = new(time);
        Circuit wrong = new(time);
        Fail(gone, CallEnd.Unreachable);
        Fail(wrong, CallEnd.Wrong);
        time.Advance(TimeSpan.FromMinutes(1));
        wrong.Probed(CallEnd.Unreachable);
        Assert.Equal((false, false), (gone.MayBeAsked, wrong.MayBeAsked));
        gone.Probed(CallEnd.Good);
        wrong.Probed(CallEnd.Good);
        Assert.Equal((true, true), (gone.MayBeAsked, wrong.MayBeAsked));
    }

    [Fact]
    public void Circuit_SlowProbes_AreFailuresInARowLikeOthers()
    {
        Circuit circuit = new(new FakeTimeProvider());
        circuit.Probed(CallEnd.Slow);
        circuit.Probed(CallEnd.Slow);
        Assert.True(circuit.IsClosed);
        circuit.Report(CallEnd.Good);
        circuit.Probed(CallEnd.Slow);
        Assert.True(circuit.IsClosed);
        Fail(circuit, CallEnd.Slow);
        Assert.False(circuit.IsClosed);
    }

    [Fact]
    public void Circuit_OfTheLastWorker_LetsATryThroughAfterTheFirstPauseHoweverLongItsOwn()
    {
        FakeTimeProvider time = new();
        Circuit circuit = new(time);
        Fail(circuit, CallEnd.Wrong);
        for (int i = 0; i < 3; i++)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            Assert.True(circuit.TryEnter());
            circuit.Report(CallEnd.Wrong);
        }

        time.Advance(TimeSpan.FromSeconds(0.6));
        Assert.False(circuit.TryEnter());
        Assert.True(circuit.TryEnter(last: true));
        Assert.False(circuit.TryEnter(last: true)); // one trial at a time
    }

    [Fact]
    public void Circuit_AbandonedTrial_LetsAnotherTry()
    {
        FakeTimeProvider time = new();
        Circuit circuit = new(time);
        Fail(circuit, CallEnd.Wrong);

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(circuit.TryEnter());
        circuit.Abandon();
        Assert.True(circuit.TryEnter());
    }

    private static void Fail(Circuit circuit, CallEnd end)
    {
        for (int i = 0; i < Circuit.Threshold; i++)
        {
            circuit.Report(end);
        }
    }
}
