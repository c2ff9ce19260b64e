using System.Runtime.InteropServices;
using Lamina.Attestation.Policies;
using Lamina.Client;
using Lamina.Client.Results;
using Lamina.OpenInference;

namespace Lamina.Cli.Bench.Serve.Faults;

/// <summary>
/// <c>bench serve --faults</c>: clients that never stop asking while workers are killed, frozen and made to lie and the enclave is killed. Every answer is compared
/// with the whole model's; every failure must say where and whose.
/// </summary>
internal sealed class FaultSoak(ServeJob job, int clients, int requests, Action<string> say)
{
    private const float Tolerance = 1e-3f;
    private const int KindsOfFaults = 8;
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMilliseconds(50);

    private readonly Tally _tally = new();
    private readonly List<(int Enclave, long Bytes)> _memory = [];
    private int _asked;
    private int _faults;

    /// <summary>Runs until all requests have ended.</summary>
    public async Task<IReadOnlyList<BenchResult>> RunAsync(CancellationToken cancellation)
    {
        IReadOnlyList<InferTensor>[] inputs = [.. Enumerable.Range(0, clients).Select(job.Input)];
        float[][] expected = await ExpectAsync(inputs, cancellation);
        await using FaultyFleet fleet = await FaultyFleet.StartAsync(job, cancellation);
        Policy policy = await fleet.PolicyAsync(cancellation);
        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task chaos = ChaosAsync(fleet, done.Token);
        await Task.WhenAll(inputs.Select((input, client) => Task.Run(() => AskAsync(fleet, policy, input, expected[client], cancellation), cancellation)));
        await done.CancelAsync();
        await chaos;
        return Results(fleet);
    }

    private async Task<float[][]> ExpectAsync(IReadOnlyList<InferTensor>[] inputs, CancellationToken cancellation)
    {
        await using InProcessContender whole = InProcessContender.Whole(job, new ThreadSetting(Environment.ProcessorCount, 1));
        List<float[]> expected = [];
        foreach (IReadOnlyList<InferTensor> input in inputs)
        {
            expected.Add(Values((await whole.AskAsync(input, cancellation))[0]));
        }

        return [.. expected];
    }

    private async Task AskAsync(FaultyFleet fleet, Policy policy, IReadOnlyList<InferTensor> input, float[] expected, CancellationToken cancellation)
    {
        LaminaClient? client = null;
        try
        {
            // Every kind of fault at least once, however fast the requests end.
            while (Interlocked.Increment(ref _asked) <= requests || Volatile.Read(ref _faults) < KindsOfFaults)
            {
                bool lived = fleet.AnyHonestWorker;
                try
                {
                    client ??= await LaminaClient.ConnectAsync(new LaminaClientOptions { Server = fleet.Server, Policy = policy }, cancellation);
                    InferenceResult result = await client.InferAsync(input, cancellation);
                    _tally.Answered(IsRight(Values(result.Outputs[0]), expected));
                }
                catch (LaminaClientException failed)
                {
                    _tally.Failed(failed, lived && fleet.AnyHonestWorker);
                    if (failed.Failure is LaminaFailure.Unreachable or LaminaFailure.BadAnswer)
                    {
                        // Counted, but not as one of the requests: no enclave opened it.
                        Interlocked.Decrement(ref _asked);
                    }

                    await Task.Delay(AfterFailure, cancellation);
                }
            }
        }
        finally
        {
            client?.Dispose();
        }
    }

    /// <summary>One fault after the other, in an order that a seed gives, with calm between them.</summary>
    private async Task ChaosAsync(FaultyFleet fleet, CancellationToken done)
    {
        Random random = new(1);
        Func<Task>[] kinds =
        [
            () => fleet.RestartWorkerAsync(random.Next(2), TimeSpan.FromSeconds(0.5), done),
            () => fleet.FreezeWorkerAsync(random.Next(2), TimeSpan.FromSeconds(3), done),
            () => fleet.LieAsync(Lie.WrongShape, TimeSpan.FromSeconds(1), done),
            () => fleet.LieAsync(Lie.NotANumber, TimeSpan.FromSeconds(1), done),
            () => fleet.LieAsync(Lie.OthersAnswer, TimeSpan.FromSeconds(1), done),
            () => fleet.LieAsync(Lie.Refusal, TimeSpan.FromSeconds(1), done),
            () => Task.WhenAll(fleet.RestartWorkerAsync(0, TimeSpan.FromSeconds(1), done), fleet.RestartWorkerAsync(1, TimeSpan.FromSeconds(1), done)),
            () => fleet.RestartEnclaveAsync(done),
        ];
        try
        {
            for (int next = 0; ; next++)
            {
                if (next % KindsOfFaults == 0)
                {
                    random.Shuffle(kinds);
                }

                await Task.Delay(Calm, done);
                await kinds[next % KindsOfFaults]();
                Interlocked.Increment(ref _faults);
                _memory.Add((fleet.EnclaveId, ResidentBytes(fleet.EnclaveId)));
                say($"{_tally.Ended} of {requests} requests ended, {_tally.Right} right, {_tally.Wrong} wrong, {_faults} faults");
            }
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            // All requests have ended.
        }
    }

    private List<BenchResult> Results(FaultyFleet fleet)
    {
        List<BenchResult> results =
        [
            BenchResult.Plain("requests_ended", _tally.Ended, "1", $"at least {requests} that an enclave opened, and those that found none; {clients} clients at a time"),
            BenchResult.Plain("answers_right", _tally.Right, "1", "within 0.001 of the whole model's largest output"),
            new BenchResult("answers_wrong", _tally.Wrong, _tally.Wrong, _tally.Wrong, "1", 0, _tally.Wrong == 0, "passed on as good"),
            new BenchResult("failures_unnamed", _tally.Unnamed, _tally.Unnamed, _tally.Unnamed, "1", 0, _tally.Unnamed == 0, "that name neither stage nor party"),
            BenchResult.Plain("refused_while_a_worker_lived", _tally.RefusedWhileAWorkerLived, "1", "sealed failures at steps 5 to 7 although an honest worker ran when the request left and when it failed"),
            BenchResult.Plain("faults_made", _faults, "1", "workers killed, frozen and lying, the enclave killed"),
            BenchResult.Plain("lies_told", fleet.Lies, "1", "wrong shape, not a number, another request's answer, refusals"),
            .. _tally.Failures.Select(failure => BenchResult.Plain($"failures_{failure.Key}", failure.Value, "1", "by step, party and status")),
        ];
        if (_memory.Count > 0)
        {
            long[] bytes = [.. _memory.Select(sample => sample.Bytes)];
            results.Add(new BenchResult("enclave_resident", bytes[^1], bytes.Min(), bytes.Max(), "bytes", null, null, "last, least and most, sampled after every fault; restarts begin anew"));
            long[] grown = [.. _memory.GroupBy(sample => sample.Enclave).Select(life => life.Last().Bytes - life.First().Bytes)];
            results.Add(BenchResult.Plain("enclave_growth", grown.Max(), "bytes", $"the most that one of {grown.Length} enclaves grew by between the first and the last fault of its life"));
        }

        return results;
    }

    private static bool IsRight(float[] found, float[] expected)
    {
        float allowed = Tolerance * expected.Max(MathF.Abs);
        return found.Length == expected.Length && found.Zip(expected).All(pair => MathF.Abs(pair.First - pair.Second) <= allowed);
    }

    private static float[] Values(InferTensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.Data.Span).ToArray();

    private static long ResidentBytes(int process)
    {
        using System.Diagnostics.Process program = System.Diagnostics.Process.GetProcessById(process);
        return program.WorkingSet64;
    }
}
