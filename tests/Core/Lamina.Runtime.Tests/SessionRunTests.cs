using Lamina.Onnx;

namespace Lamina.Runtime.Tests;

public sealed class SessionRunTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public void Run_PreallocatedOutput_IsFilledInPlace()
    {
        using Session session = Session.Load(Graphs.Add);
        using TensorBuffer x = TensorBuffer.Copy<float>([1, 2, 3, 4, 5, 6], 2, 3);
        using TensorBuffer z = TensorBuffer.Allocate(ElementType.Float, 2, 3);
        session.Run(Graphs.One("x", x), Graphs.One("z", z), TestContext.Current.CancellationToken);
        Assert.Equal([2f, 4f, 6f, 5f, 7f, 9f], z.Values<float>().ToArray());
    }

    [Fact]
    public void Run_ShapeDependsOnValues_OutputIsAllocated()
    {
        using Session session = Session.Load(Graphs.NonZero);
        using TensorBuffer x = TensorBuffer.Copy<float>([0, 7, 0, 8], 4);
        using TensorDictionary some = session.Run(Graphs.One("x", x), ["z"], TestContext.Current.CancellationToken);
        Assert.Equal([1L, 3L], some["z"].Values<long>().ToArray());
        Assert.Equal([1L, 2L], some["z"].Shape.ToArray());
        Assert.Single(some);

        x.Values<float>().Clear();
        using TensorDictionary all = session.Run(Graphs.One("x", x), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(0, all["z"].Count);
        Assert.Equal(4, all["y"].Count);
    }

    [Fact]
    public void Run_WrongTensors_AreRefusedByName()
    {
        using Session session = Session.Load(Graphs.Add);
        using TensorBuffer right = TensorBuffer.Allocate(ElementType.Float, 2, 3);
        using TensorBuffer wide = TensorBuffer.Allocate(ElementType.Float, 2, 4);
        using TensorBuffer flat = TensorBuffer.Allocate(ElementType.Float, 6);
        using TensorBuffer whole = TensorBuffer.Allocate(ElementType.Int64, 2, 3);
        using TensorBuffer three = TensorBuffer.Allocate(ElementType.Float, 3, 3);

        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Refused("The graph has no input 'y', only 'x'.", () => session.Run(Graphs.One("y", right), cancellation: cancellation));
        Refused("The graph's input 'x' was not given.", () => session.Run(new Dictionary<string, TensorBuffer>(), cancellation: cancellation));
        Refused("Input 'x' has shape ?x3, but 2x4 was given.", () => session.Run(Graphs.One("x", wide), cancellation: cancellation));
        Refused("Input 'x' has shape ?x3, but 6 was given.", () => session.Run(Graphs.One("x", flat), cancellation: cancellation));
        Refused("Input 'x' is float, but int64 was given.", () => session.Run(Graphs.One("x", whole), cancellation: cancellation));
        Refused("The graph has no output 'y', only 'z'.", () => session.Run(Graphs.One("x", right), Graphs.One("y", right), cancellation));
        Refused("The graph has no output 'y', only 'z'.", () => session.Run(Graphs.One("x", right), ["y"], cancellation));
        Refused("Output 'z' has shape ?x3, but 2x4 was given.", () => session.Run(Graphs.One("x", right), Graphs.One("z", wide), cancellation));
        Refused("No output was asked for.", () => session.Run(Graphs.One("x", right), new Dictionary<string, TensorBuffer>(), cancellation));
        Refused("The outputs asked for are none, or one of them twice.", () => session.Run(Graphs.One("x", right), ["z", "z"], cancellation));

        // A free dimension of an output is known only when it runs.
        InferenceException late = Assert.Throws<InferenceException>(() => session.Run(Graphs.One("x", right), Graphs.One("z", three), cancellation));
        Assert.Equal(InferenceFailure.RunFailed, late.Failure);
        Assert.Contains("has shape {3,3} but the computed output shape for this run is {2,3}", late.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("onnxruntime", late.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task RunAsync_Cancelled_Ends()
    {
        using Session session = Session.Load(Graphs.Endless);
        using TensorBuffer x = TensorBuffer.Allocate(ElementType.Float, 1);
        using CancellationTokenSource source = new();
        Task<TensorDictionary> run = session.RunAsync(Graphs.One("x", x), cancellation: source.Token);
        Assert.False(run.IsCompleted);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task RunAsync_GateShared_SecondSessionWaits()
    {
        using RunGate gate = new(1);
        SessionSettings settings = new() { Gate = gate, Threads = ThreadPolicy.Throughput(2) };
        using Session endless = Session.Load(Graphs.Endless, settings);
        using Session add = Session.Load(Graphs.Add, settings);
        using TensorBuffer one = TensorBuffer.Allocate(ElementType.Float, 1);
        using TensorBuffer x = TensorBuffer.Allocate(ElementType.Float, 1, 3);
        using CancellationTokenSource first = new();
        using CancellationTokenSource second = new();

        Task<TensorDictionary> running = endless.RunAsync(Graphs.One("x", one), cancellation: first.Token);
        Task<TensorDictionary> impatient = add.RunAsync(Graphs.One("x", x), cancellation: second.Token);
        Task<TensorDictionary> waiting = add.RunAsync(Graphs.One("x", x), cancellation: TestContext.Current.CancellationToken);
        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.False(waiting.IsCompleted);

        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(Patience, TestContext.Current.CancellationToken));
        using TensorDictionary outputs = await waiting.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal([1f, 2f, 3f], outputs["z"].Values<float>().ToArray());
    }

    [Fact]
    public async Task RunAsync_ManyAtATime_EachGetsItsOwn()
    {
        using Session session = Session.Load(Graphs.Add, new SessionSettings { Threads = ThreadPolicy.Throughput(4) });
        using TensorPool pool = new();
        await Parallel.ForEachAsync(Enumerable.Range(0, 500), TestContext.Current.CancellationToken, async (i, cancellation) =>
        {
            using TensorBuffer x = pool.Rent(ElementType.Float, 1, 3);
            using TensorBuffer z = pool.Rent(ElementType.Float, 1, 3);
            x.Values<float>().Fill(i);
            await session.RunAsync(Graphs.One("x", x), Graphs.One("z", z), cancellation);
            Assert.Equal([i + 1f, i + 2f, i + 3f], z.Values<float>().ToArray());
        });
    }

    [Fact]
    public async Task Dispose_BufferInUse_WaitsForTheRun()
    {
        using Session session = Session.Load(Graphs.Endless);
        using CancellationTokenSource source = new();
        TensorBuffer x = TensorBuffer.Allocate(ElementType.Float, 1);
        Task<TensorDictionary> run = session.RunAsync(Graphs.One("x", x), cancellation: source.Token);
        x.Dispose();
        Assert.Throws<ObjectDisposedException>(() => x.Bytes.Length);
        await source.CancelAsync();

        // Either the run held the memory to its end, or it had not begun and sees a disposed buffer: never freed memory.
        Exception? end = await Record.ExceptionAsync(() => run.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.True(end is OperationCanceledException or ObjectDisposedException, end?.ToString());
    }

    private static void Refused(string sentence, Action run)
    {
        InferenceException refusal = Assert.Throws<InferenceException>(run);
        Assert.Equal(InferenceFailure.TensorRefused, refusal.Failure);
        Assert.Equal(sentence, refusal.Message);
    }
}
