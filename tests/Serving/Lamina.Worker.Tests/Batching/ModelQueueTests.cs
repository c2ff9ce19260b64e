using System.Runtime.InteropServices;
using Lamina.OpenInference;
using Lamina.OpenInference.Server;
using Lamina.Runtime;
using Lamina.Testing;
using Lamina.Worker.Batching;
using Lamina.Worker.Models;
using Microsoft.Extensions.Time.Testing;

namespace Lamina.Worker.Tests.Batching;

/// <summary>A place that the test holds keeps runs from starting, so that requests pile up in a known way.</summary>
public sealed class ModelQueueTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SemaphoreSlim _places = new(0);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _places.Dispose();
    }

    [Fact]
    public async Task Requests_ThatWaitTogether_ShareARunAndGetTheirOwnRows()
    {
        await using ModelQueue queue = Start(TinyModels.Add(_folder["m.onnx"]));
        Task<Outcome<InferResponse>>[] calls = [Ask(queue, 0, 0, 0), Ask(queue, 10, 10, 10, 20, 20, 20), Ask(queue, 30, 30, 30)];
        _places.Release();
        Assert.Equal((float[])[1f, 2, 3], Values(await calls[0], "z"));
        Assert.Equal((float[])[11f, 12, 13, 21, 22, 23], Values(await calls[1], "z"));
        Assert.Equal((float[])[62f, 64, 66], Values(await calls[2], "t"));
        ModelCounts counts = queue.Counters.Snapshot();
        Assert.Equal((4L, 1L, 3L), (counts.Rows, counts.Runs, counts.Success.Count));
        Assert.Equal([4], counts.Batches.Select(batch => batch.BatchSize));
    }

    [Fact]
    public async Task Requests_BeyondTheLargestRun_StartTheNext()
    {
        await using ModelQueue queue = Start(TinyModels.Add(_folder["m.onnx"]), maxBatch: 2);
        Task<Outcome<InferResponse>>[] calls = [Ask(queue, 1, 1, 1), Ask(queue, 2, 2, 2, 3, 3, 3), Ask(queue, 4, 4, 4)];
        _places.Release(3);
        foreach ((Task<Outcome<InferResponse>> call, float first) in calls.Zip((float[])[2, 3, 5]))
        {
            Assert.Equal(first, Values(await call, "z")[0]);
        }

        Assert.Equal([(1, 2L), (2, 1L)], queue.Counters.Snapshot().Batches.Select(batch => (batch.BatchSize, batch.Infer.Count)));
    }

    [Fact]
    public async Task Requests_WhoseRowsMeet_NeverShare()
    {
        await using ModelQueue queue = Start(TinyModels.Mixing(_folder["m.onnx"]));
        Task<Outcome<InferResponse>>[] calls = [Ask(queue, 1, 1, 1), Ask(queue, 5, 5, 5)];
        _places.Release();
        Assert.Equal([[0f, 0, 0], [0f, 0, 0]], (await Task.WhenAll(calls)).Select(outcome => Values(outcome, "z")));
        Assert.Equal(2, queue.Counters.Snapshot().Runs);
    }

    [Fact]
    public async Task Request_ThatFailsTheRun_FailsAlone()
    {
        await using ModelQueue queue = Start(TinyModels.Lookup(_folder["m.onnx"]));
        Task<Outcome<InferResponse>>[] calls = [.. ((long[])[2, 99, 3]).Select(index => queue.InferAsync(Index(index), Cancellation).AsTask())];
        _places.Release();
        Outcome<InferResponse>[] outcomes = await Task.WhenAll(calls);
        Assert.Equal(12f, Values(outcomes[0], "z")[0]);
        Assert.Equal(OipFaultKind.Internal, outcomes[1].Fault?.Kind);
        Assert.Equal(13f, Values(outcomes[2], "z")[0]);
        Assert.Equal((2L, 1L), (queue.Counters.Snapshot().Success.Count, queue.Counters.Snapshot().Failure.Count));
    }

    [Fact]
    public async Task Request_ThatFailsAsNobodyForesaw_LeavesNobodyWaiting()
    {
        await using ModelQueue queue = Start(TinyModels.Lookup(_folder["m.onnx"]));

        // Read once to be checked and once for the shared run, which index 99 makes fail; the third time it is run alone.
        using FailingMemory failing = new(BitConverter.GetBytes(1L), reads: 2);
        InferRequest odd = Index(1) with { Inputs = [new InferTensor("i", DataType.Int64, [1, 1], failing.Memory)] };
        Task<Outcome<InferResponse>>[] calls = [queue.InferAsync(odd, Cancellation).AsTask(), .. ((long[])[99, 3]).Select(index => queue.InferAsync(Index(index), Cancellation).AsTask())];
        _places.Release();
        await Assert.ThrowsAsync<NotSupportedException>(() => calls[0].WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
        Assert.Equal(OipFaultKind.Internal, (await calls[1].WaitAsync(TimeSpan.FromMinutes(1), Cancellation)).Fault?.Kind);
        Assert.Equal(13f, Values(await calls[2].WaitAsync(TimeSpan.FromMinutes(1), Cancellation), "z")[0]);
    }

    [Fact]
    public async Task Request_BeyondTheQueue_IsRefusedAtOnce()
    {
        await using ModelQueue queue = Start(TinyModels.Add(_folder["m.onnx"]), capacity: 1);
        var calls = new List<Task<Outcome<InferResponse>>>();
        while (calls.Count < 50 && !calls.Any(call => call.IsCompleted))
        {
            calls.Add(Ask(queue, 1, 1, 1));
        }

        Outcome<InferResponse> refused = await await Task.WhenAny(calls);
        Assert.Equal(OipFaultKind.Unavailable, refused.Fault?.Kind);
        _places.Release(50);
        Outcome<InferResponse>[] outcomes = await Task.WhenAll(calls);
        Assert.Single(outcomes, outcome => outcome.Fault is not null);
    }

    [Fact]
    public async Task Request_GivenUpWhileWaiting_IsNotRun()
    {
        await using ModelQueue queue = Start(TinyModels.Mixing(_folder["m.onnx"]));
        using var peer = new CancellationTokenSource();
        Task<Outcome<InferResponse>> first = Ask(queue, 1, 1, 1);
        ValueTask<Outcome<InferResponse>> second = queue.InferAsync(Request(2, 2, 2), peer.Token);
        await peer.CancelAsync();
        _places.Release(2);
        Assert.Null((await first).Fault);
        Assert.Equal(OipFaultKind.Unavailable, (await second).Fault?.Kind);
        Assert.Equal(1, queue.Counters.Snapshot().Runs);
    }

    [Fact]
    public async Task Delay_FirstWaitsForOthers_UntilTheTimeOrTheRunIsFull()
    {
        var time = new FakeTimeProvider();
        await using ModelQueue queue = Start(TinyModels.Add(_folder["m.onnx"]), maxBatch: 2, delay: TimeSpan.FromSeconds(1), time: time);
        _places.Release(9);
        Task<Outcome<InferResponse>> alone = Ask(queue, 1, 1, 1);
        while (!alone.IsCompleted)
        {
            // The loop sets its timer on a thread of its own: time moves until it has.
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Task<Outcome<InferResponse>>[] full = [Ask(queue, 1, 1, 1), Ask(queue, 2, 2, 2)];
        await Task.WhenAll(full);
        Assert.Equal([(1, 1L), (2, 1L)], queue.Counters.Snapshot().Batches.Select(batch => (batch.BatchSize, batch.Infer.Count)));
    }

    [Fact]
    public async Task Dispose_AnswersWhatWaits()
    {
        ModelQueue queue = Start(TinyModels.Add(_folder["m.onnx"]), maxBatch: 1);
        Task<Outcome<InferResponse>>[] calls = [Ask(queue, 1, 1, 1), Ask(queue, 2, 2, 2)];
        ValueTask disposal = queue.DisposeAsync();
        _places.Release(2);
        await disposal;
        Assert.All(await Task.WhenAll(calls), outcome => Assert.Null(outcome.Fault));
        Assert.Equal(OipFaultKind.Unavailable, (await Ask(queue, 1, 1, 1)).Fault?.Kind);
    }

    [Fact]
    public async Task Outputs_OnlyOneAskedFor_IsAloneInTheAnswer()
    {
        await using ModelQueue queue = Start(TinyModels.Add(_folder["m.onnx"]));
        Task<Outcome<InferResponse>>[] calls =
        [
            queue.InferAsync(Request(1, 1, 1) with { Outputs = [new("t")] }, Cancellation).AsTask(),
            queue.InferAsync(Request(1, 1, 1) with { Outputs = [new("z")] }, Cancellation).AsTask(),
        ];
        _places.Release();
        Outcome<InferResponse>[] outcomes = await Task.WhenAll(calls);
        Assert.Equal([[4f, 6, 8], [2f, 3, 4]], [Values(outcomes[0], "t"), Values(outcomes[1], "z")]);
    }

    [Fact]
    public async Task Input_NotAligned_IsCopiedAndRunsAlike()
    {
        await using ModelQueue queue = Start(TinyModels.Add(_folder["m.onnx"]));
        _places.Release();
        byte[] body = [0, .. MemoryMarshal.AsBytes<float>((float[])[7, 8, 9])];
        var request = new InferRequest { ModelName = "m", Inputs = [new InferTensor("x", DataType.Fp32, [1, 3], body.AsMemory(1))] };
        Assert.Equal((float[])[8f, 10, 12], Values(await queue.InferAsync(request, Cancellation), "z"));
    }

    private ModelQueue Start(string path, int maxBatch = 8, int capacity = 64, TimeSpan delay = default, TimeProvider? time = null) => new(
        ModelLoader.Load(new ModelSource("m", "1", path), new SessionSettings(), maxBatch, delay), _places, capacity, time ?? TimeProvider.System);

    private static Task<Outcome<InferResponse>> Ask(ModelQueue queue, params float[] values) => queue.InferAsync(Request(values), Cancellation).AsTask();

    private static InferRequest Request(params float[] values) => new()
    {
        ModelName = "m",
        Inputs = [new InferTensor("x", DataType.Fp32, [values.Length / 3, 3], MemoryMarshal.AsBytes<float>(values).ToArray())],
    };

    private static InferRequest Index(long index) => new()
    {
        ModelName = "m",
        Inputs = [new InferTensor("i", DataType.Int64, [1, 1], BitConverter.GetBytes(index))],
    };

    private static float[] Values(Outcome<InferResponse> outcome, string name)
    {
        Assert.True(outcome.Succeeded(out InferResponse? response, out OipFault? fault), fault?.Message);
        return MemoryMarshal.Cast<byte, float>(response.Outputs.Single(output => output.Name == name).Data.Span).ToArray();
    }

    /// <summary>Memory that can be read so often and then fails, as nothing of the runtime's does.</summary>
    private sealed class FailingMemory(byte[] content, int reads) : System.Buffers.MemoryManager<byte>
    {
        private int _left = reads;

        // What makes a slice of the memory asks for its length; only reading counts.
        public override Memory<byte> Memory => CreateMemory(content.Length);

        public override Span<byte> GetSpan() => Interlocked.Decrement(ref _left) >= 0 ? content : throw new NotSupportedException("read too often");

        public override System.Buffers.MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
