using Lamina.Client;
using Lamina.Client.Results;
using Lamina.OpenInference;
using Microsoft.Extensions.Time.Testing;

namespace Lamina.Enclave.Tests;

/// <summary>A worker is the adversary's: what it answers is checked, and when it fails the client learns which step and whose doing.</summary>
public sealed class WorkerFaultTests
{
    public static TheoryData<string> Lies => ["wrong shape", "wrong name", "wrong type", "no number", "infinite", "too many", "none"];

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task Infer_LyingWorker_IsASealedFailureOfTheWorker(string lie)
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        enclave.Workers[0].Lie = honest => honest with { Outputs = Answer(lie, honest.Outputs[0]) };
        using LaminaClient client = await enclave.ConnectAsync();

        LaminaClientException refused = await Assert.ThrowsAsync<LaminaClientException>(() => client.InferAsync([TestEnclave.Input()], TestContext.Current.CancellationToken));

        Assert.Equal((502, 7, "worker"), (refused.Problem!.Status, refused.Problem.Step, refused.Problem.Party));
    }

    [Fact]
    public async Task Infer_WorkerThatAnswersAnotherRequest_IsRefused()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        enclave.Workers[0].Lie = honest => honest with { Id = "0123456789abcdef" };
        using LaminaClient client = await enclave.ConnectAsync();

        LaminaClientException refused = await Assert.ThrowsAsync<LaminaClientException>(() => client.InferAsync([TestEnclave.Input()], TestContext.Current.CancellationToken));

        Assert.Equal((502, 7, "worker"), (refused.Problem!.Status, refused.Problem.Step, refused.Problem.Party));
    }

    [Fact]
    public async Task Infer_OneOfTwoWorkersLies_TheOtherIsAsked()
    {
        // The clock stands still: no pause ends, however slow the machine is.
        await using TestEnclave enclave = await TestEnclave.StartAsync(workers: 2, time: new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
        enclave.Workers[0].Lie = honest => honest with { Outputs = Answer("no number", honest.Outputs[0]) };
        using LaminaClient client = await enclave.ConnectAsync();

        for (int seed = 0; seed < 8; seed++)
        {
            InferTensor input = TestEnclave.Input(seed);
            Assert.Equal(enclave.Expected(input), TestEnclave.Values(await client.InferAsync([input], TestContext.Current.CancellationToken)));
        }

        Assert.Equal(8, enclave.Workers[1].Seen.Count);
        Assert.Equal(Workers.Circuit.Threshold, enclave.Workers[0].Seen.Count);
    }

    /// <summary>The request is built from the plan alone: whoever calls it wrong is wrong, and the fastest of the fleet.</summary>
    [Theory]
    [InlineData(OipFaultKind.InvalidArgument)]
    [InlineData(OipFaultKind.NotFound)]
    [InlineData(OipFaultKind.Unsupported)]
    [InlineData(OipFaultKind.TooLarge)]
    public async Task Infer_OneOfTwoWorkersRefusesEverything_TheOtherIsAskedAndSoonAlone(OipFaultKind kind)
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync(workers: 2, time: new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
        enclave.Workers[0].Lie = _ => new OipFault(kind, "no");
        using LaminaClient client = await enclave.ConnectAsync();

        for (int seed = 0; seed < 8; seed++)
        {
            InferTensor input = TestEnclave.Input(seed);
            Assert.Equal(enclave.Expected(input), TestEnclave.Values(await client.InferAsync([input], TestContext.Current.CancellationToken)));
        }

        Assert.Equal(8, enclave.Workers[1].Seen.Count);
        Assert.Equal(Workers.Circuit.Threshold, enclave.Workers[0].Seen.Count);
    }

    [Fact]
    public async Task Infer_SlowWorker_IsGivenUpAndAnotherAsked()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync(workers: 2, change: options => options with { WorkerDeadline = TimeSpan.FromSeconds(1) });
        using ManualResetEventSlim over = new();
        enclave.Workers[0].Lie = honest =>
        {
            over.Wait(TimeSpan.FromSeconds(30));
            return honest;
        };
        using LaminaClient client = await enclave.ConnectAsync();
        for (int seed = 0; seed < 2; seed++)
        {
            InferTensor input = TestEnclave.Input(seed);
            Assert.Equal(enclave.Expected(input), TestEnclave.Values(await client.InferAsync([input], TestContext.Current.CancellationToken)));
        }

        Assert.Equal(2, enclave.Workers[1].Seen.Count);
        over.Set();
    }

    [Fact]
    public async Task Infer_WorkerUnderPressure_EndsByTheRequestsOwnDeadline()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync(change: options => options with { RequestDeadline = TimeSpan.FromSeconds(0.5) });
        using ManualResetEventSlim over = new();
        enclave.Workers[0].Lie = honest =>
        {
            over.Wait(TimeSpan.FromSeconds(30));
            return honest;
        };
        using LaminaClient client = await enclave.ConnectAsync();
        LaminaClientException failed = await Assert.ThrowsAsync<LaminaClientException>(() => client.InferAsync([TestEnclave.Input()], TestContext.Current.CancellationToken));
        Assert.Equal((504, "enclave"), (failed.Problem!.Status, failed.Problem.Party));
        over.Set();
    }

    [Fact]
    public async Task Infer_WorkersErrorText_IsNotForwarded()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        enclave.Workers[0].Lie = _ => OipFault.Invalid("<script>worker words</script>");
        using LaminaClient client = await enclave.ConnectAsync();

        LaminaClientException refused = await Assert.ThrowsAsync<LaminaClientException>(() => client.InferAsync([TestEnclave.Input()], TestContext.Current.CancellationToken));

        Assert.Equal("worker", refused.Problem!.Party);
        Assert.DoesNotContain("script", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_DeadWorker_IsASealedUnavailable()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        using LaminaClient client = await enclave.ConnectAsync();
        await enclave.Workers[0].DisposeAsync();

        LaminaClientException refused = await Assert.ThrowsAsync<LaminaClientException>(() => client.InferAsync([TestEnclave.Input()], TestContext.Current.CancellationToken));

        Assert.Equal((503, "network"), (refused.Problem!.Status, refused.Problem.Party));
    }

    [Fact]
    public async Task Infer_EveryCircuitOpen_WaitsForAWorkerThatComesBack()
    {
        FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
        await using TestEnclave enclave = await TestEnclave.StartAsync(time: time);
        using LaminaClient client = await enclave.ConnectAsync();
        enclave.Workers[0].Lie = _ => new OipFault(OipFaultKind.Internal, "broken");
        for (int i = 0; i < 2; i++)
        {
            await Assert.ThrowsAsync<LaminaClientException>(() => client.InferAsync([TestEnclave.Input()], TestContext.Current.CancellationToken));
        }

        int asked = enclave.Workers[0].Seen.Count;
        enclave.Workers[0].Lie = null;
        Task<InferenceResult> waiting = client.InferAsync([TestEnclave.Input()], TestContext.Current.CancellationToken);
        Assert.Equal(asked, enclave.Workers[0].Seen.Count);
        while (!waiting.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken);
        }

        Assert.Equal(enclave.Expected(TestEnclave.Input()), TestEnclave.Values(await waiting));
    }

    [Fact]
    public async Task Infer_EveryCircuitOpenAndNoWorkerComesBack_IsASealedUnavailable()
    {
        FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
        await using TestEnclave enclave = await TestEnclave.StartAsync(time: time);
        using LaminaClient client = await enclave.ConnectAsync();
        await enclave.Workers[0].DisposeAsync();
        List<(int, int?, string?)> refusals = [];
        for (int i = 0; i < 3; i++)
        {
            Task<InferenceResult> waiting = client.InferAsync([TestEnclave.Input()], TestContext.Current.CancellationToken);
            while (!waiting.IsCompleted)
            {
                time.Advance(TimeSpan.FromMilliseconds(20));
                await Task.Delay(TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken);
            }

            LaminaClientException refused = await Assert.ThrowsAsync<LaminaClientException>(() => waiting);
            refusals.Add((refused.Problem!.Status, refused.Problem.Step, refused.Problem.Party));
        }

        // 6 where the connection broke under the request.
        Assert.All(refusals, refusal => Assert.True(refusal is { Item1: 503, Item2: 5 or 6, Item3: "network" or "worker" }, refusal.ToString()));
        Assert.False(await ReadyAsync(enclave));
    }

    [Fact]
    public async Task Infer_OneOfTwoWorkersDead_IsAnsweredByTheOther()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync(workers: 2);
        using LaminaClient client = await enclave.ConnectAsync();
        await enclave.Workers[0].DisposeAsync();

        for (int seed = 0; seed < 8; seed++)
        {
            InferTensor input = TestEnclave.Input(seed);
            InferenceResult result = await client.InferAsync([input], TestContext.Current.CancellationToken);
            Assert.Equal(enclave.Expected(input), TestEnclave.Values(result));
        }

        Assert.Equal(8, enclave.Workers[1].Seen.Count);
    }

    private static async Task<bool> ReadyAsync(TestEnclave enclave)
    {
        using HttpClient http = new();
        using HttpResponseMessage ready = await http.GetAsync(new Uri(enclave.Address, "/health/ready"), TestContext.Current.CancellationToken);
        return ready.IsSuccessStatusCode;
    }

    private static InferTensor[] Answer(string lie, InferTensor honest) => lie switch
    {
        "wrong shape" => [new InferTensor(honest.Name, honest.DataType, [5, 1], honest.Data)],
        "wrong name" => [new InferTensor("z", honest.DataType, honest.Shape, honest.Data)],
        "wrong type" => [new InferTensor(honest.Name, DataType.Int32, honest.Shape, honest.Data)],
        "no number" => [new InferTensor(honest.Name, honest.DataType, honest.Shape, Values(1, 2, float.NaN, 4, 5))],
        "infinite" => [new InferTensor(honest.Name, honest.DataType, honest.Shape, Values(1, 2, 3, 4, float.NegativeInfinity))],
        "too many" => [honest, new InferTensor("z", honest.DataType, honest.Shape, honest.Data)],
        "none" => [],
        _ => throw new ArgumentOutOfRangeException(nameof(lie), lie, "no such lie"),
    };

    private static byte[] Values(params float[] values) => System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values).ToArray();
}
