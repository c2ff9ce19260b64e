using Lamina.OpenInference;

namespace Lamina.Cli.Bench.Serve.Memory;

/// <summary>
/// <c>bench serve --memory</c>: how long an enclave takes to be ready, what it holds at most while it loads, and what it holds after many requests.
/// </summary>
/// <param name="job">Model and plan.</param>
/// <param name="clients">Clients at a time.</param>
/// <param name="requests">Requests of all clients together.</param>
/// <param name="setting">How the enclave spends the cores.</param>
/// <param name="program">The enclave, by name or path.</param>
/// <param name="say">Takes progress.</param>
internal sealed class MemoryRun(ServeJob job, int clients, int requests, ThreadSetting setting, string program, Action<string> say)
{
    private const int Starts = 5;

    /// <summary>Time for what was freed to be given back before the last look.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(2);

    /// <summary>Runs it.</summary>
    public async Task<IReadOnlyList<BenchResult>> RunAsync(CancellationToken cancellation)
    {
        List<double> ready = [];
        for (int i = 1; i < Starts; i++)
        {
            await using SealedContender start = await StartAsync(cancellation);
            ready.Add(start.TimeToReady.TotalMilliseconds);
            say($"start {i} of {Starts}: ready after {ready[^1]:F0} ms");
        }

        await using SealedContender enclave = await StartAsync(cancellation);
        ready.Add(enclave.TimeToReady.TotalMilliseconds);
        ProcessStatus loaded = ProcessStatus.Of(enclave.EnclaveId);
        IReadOnlyList<InferTensor>[] inputs = [.. Enumerable.Range(0, clients).Select(job.Input)];
        int asked = 0;
        await Task.WhenAll(inputs.Select(input => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref asked) <= requests)
            {
                await enclave.AskAsync(input, cancellation);
            }
        }, cancellation)));
        ProcessStatus busy = ProcessStatus.Of(enclave.EnclaveId);
        await Task.Delay(Calm, cancellation);
        return Results(Interval.OfMedian(ready), loaded, busy, ProcessStatus.Of(enclave.EnclaveId));
    }

    private Task<SealedContender> StartAsync(CancellationToken cancellation) =>
        SealedContender.StartAsync(job.Plan, job.Folder, setting, new ThreadSetting(1, Environment.ProcessorCount), cancellation, program);

    private List<BenchResult> Results(Interval ready, ProcessStatus loaded, ProcessStatus busy, ProcessStatus steady)
    {
        List<BenchResult> results =
        [
            new("start_ms", ready.Median, ready.Low, ready.High, "ms", null, null, $"from the start of the process to its ready line, model load included, {Starts} starts"),
            BenchResult.Plain("memory_load_peak", loaded.Peak, "bytes", "most that was resident until it was ready (VmHWM)"),
            BenchResult.Plain("memory_loaded", loaded.Resident, "bytes", "resident when it was ready"),
            BenchResult.Plain("memory_peak", steady.Peak, "bytes", $"most that was resident, {requests} requests included"),
            BenchResult.Plain("memory_busy", busy.Resident, "bytes", $"resident with the last of {requests} requests from {clients} clients at a time"),
            BenchResult.Plain("memory_steady_anonymous", steady.Anonymous, "bytes", "of memory_steady, what belongs to no file"),
        ];
        MemoryGoal? goal = MemoryGoal.Of(job, setting.Runs);
        results.Add(new BenchResult("memory_steady", steady.Resident, steady.Resident, steady.Resident, "bytes", goal?.Bytes, goal is null ? null : steady.Resident <= goal.Bytes, $"resident {Calm.TotalSeconds:F0} s after {requests} requests; {setting}"));
        if (goal is not null)
        {
            results.Add(BenchResult.Plain("weights", goal.Weights, "bytes", "of what runs in the enclave"));
            results.Add(BenchResult.Plain("peak_activations", goal.Activations, "bytes", "of one run of the head, as 'inspect' computes them"));
        }

        return results;
    }
}
