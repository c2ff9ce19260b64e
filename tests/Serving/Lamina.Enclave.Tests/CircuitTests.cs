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
            circuit.Report(good: false);
        }

        Assert.False(circuit.TryEnter());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(circuit.TryEnter());
        Assert.False(circuit.TryEnter()); // one trial at a time
        circuit.Report(good: true);
        Assert.True(circuit.IsClosed);
    }

    [Fact]
    public void Circuit_FailedTrial_DoublesThePause()
    {
        FakeTimeProvider time = new();
        Circuit circuit = new(time);
        for (int i = 0; i < Circuit.Threshold; i++)
        {
            circuit.Report(good: false);
        }

        time.Advance(TimeSpan.FromSeconds(0.6));
        Assert.True(circuit.TryEnter());
        circuit.Report(good: false);
        time.Advance(TimeSpan.FromSeconds(0.6));
        Assert.False(circuit.TryEnter());
        time.Advance(TimeSpan.FromSeconds(0.6));
        Assert.True(circuit.TryEnter());
    }

    [Fact]
    public void Circuit_Probes_OpenItAtOnceAndCloseItAfterThePauseUpToTheNextFailure()
    {
        FakeTimeProvider time = new();
        Circuit circuit = new(time);
        circuit.Probed(good: false);
        Assert.False(circuit.IsClosed);
        circuit.Probed(good: true);
        Assert.False(circuit.IsClosed); // not before the pause is over
        time.Advance(TimeSpan.FromSeconds(1));
        circuit.Probed(good: true);
        Assert.True(circuit.IsClosed);
        circuit.Report(good: false);
        Assert.False(circuit.IsClosed);
    }

    [Fact]
    public void Circuit_AbandonedTrial_LetsAnotherTry()
    {
        FakeTimeProvider time = new();
        Circuit circuit = new(time);
        for (int i = 0; i < Circuit.Threshold; i++)
        {
            circuit.Report(good: false);
        }

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(circuit.TryEnter());
        circuit.Abandon();
        Assert.True(circuit.TryEnter());
    }
}
