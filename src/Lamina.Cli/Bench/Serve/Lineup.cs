using System.Runtime.InteropServices;
using Lamina.Cli.CommandLine;
using Lamina.OpenInference;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Cli.Bench.Serve;

/// <summary>The contenders for a number of clients, each in the setting that answered most in a short trial; the parts in process in that of the whole.</summary>
internal sealed class Lineup : IAsyncDisposable
{
    private const double Tolerance = 1e-3;

    private Lineup(SealedContender sealedWay, ServedContender served, InProcessContender inProcess, InProcessContender parts) =>
        (Sealed, Served, InProcess, Parts) = (sealedWay, served, inProcess, parts);

    public SealedContender Sealed { get; }

    public ServedContender Served { get; }

    public InProcessContender InProcess { get; }

    public InProcessContender Parts { get; }

    /// <summary>All of them, in the order of a round.</summary>
    public IReadOnlyList<Contender> All => [Sealed, Served, InProcess, Parts];

    /// <summary>Tries every setting and starts the best of each.</summary>
    /// <param name="job">Model and plan.</param>
    /// <param name="inputs">What each client asks.</param>
    /// <param name="known">Settings that are to be used without a trial; null to find them.</param>
    /// <param name="trial">How long each setting is tried.</param>
    /// <param name="say">Takes progress.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<Lineup> ChooseAsync(ServeJob job, IReadOnlyList<IReadOnlyList<InferTensor>> inputs, Settings? known, TimeSpan trial, Action<string> say, CancellationToken cancellation)
    {
        int clients = inputs.Count;
        IReadOnlyList<ThreadSetting> plain = ThreadSetting.Candidates(clients, batches: false);
        IReadOnlyList<ThreadSetting> batched = ThreadSetting.Candidates(clients, batches: true);
        IReadOnlyList<ThreadSetting> enclaves = known is null ? plain : [known.Enclave];
        IReadOnlyList<ThreadSetting> workers = known is null ? batched : [known.Worker];
        IReadOnlyList<ThreadSetting> rivals = known is null ? batched : [known.Served];
        IReadOnlyList<ThreadSetting> inProcesses = known is null ? plain : [known.InProcess];
        List<Func<Task<Contender>>> sealedWays = [.. enclaves.SelectMany(enclave => workers.Select<ThreadSetting, Func<Task<Contender>>>(worker =>
            async () => await SealedContender.StartAsync(job.Plan, job.Folder, enclave, worker, cancellation)))];
        List<Func<Task<Contender>>> servedWays = [.. rivals.Select<ThreadSetting, Func<Task<Contender>>>(worker =>
            async () => await ServedContender.StartAsync(job.ModelPath, worker, job.MessageCeiling, cancellation))];
        List<Func<Task<Contender>>> plainWays = [.. inProcesses.Select<ThreadSetting, Func<Task<Contender>>>(setting =>
            () => Task.FromResult<Contender>(InProcessContender.Whole(job, setting)))];

        Contender inProcess = await BestAsync("plain ONNX Runtime", plainWays, inputs, trial, say, cancellation);
        Contender served = await BestAsync("whole model served", servedWays, inputs, trial, say, cancellation);
        Contender sealedWay = await BestAsync("sealed", sealedWays, inputs, trial, say, cancellation);
        InProcessContender whole = (InProcessContender)inProcess;
        Contender parts = await BestAsync("parts in process", [() => Task.FromResult<Contender>(InProcessContender.Parts(job, whole.Threads))], inputs, trial, say, cancellation);
        Lineup lineup = new((SealedContender)sealedWay, (ServedContender)served, whole, (InProcessContender)parts);
        await lineup.CompareAnswersAsync(inputs[0], cancellation);
        return lineup;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (Contender contender in All)
        {
            await contender.DisposeAsync();
        }
    }

    private static async Task<Contender> BestAsync(
        string what, List<Func<Task<Contender>>> ways, IReadOnlyList<IReadOnlyList<InferTensor>> inputs, TimeSpan trial, Action<string> say, CancellationToken cancellation)
    {
        int best = 0;
        double most = 0;
        for (int i = 0; i < ways.Count && ways.Count > 1; i++)
        {
            await using Contender contender = await ways[i]();
            await ClosedLoop.RunAsync(contender, inputs, trial / 2, cancellation); // first runs compile and allocate
            double throughput = (await ClosedLoop.RunAsync(contender, inputs, trial, cancellation)).Throughput;
            say($"{inputs.Count} clients, {what}, {contender.Setting}: {throughput:F1}/s");
            (best, most) = throughput > most ? (i, throughput) : (best, most);
        }

        Contender chosen = await ways[best]();
        await ClosedLoop.RunAsync(chosen, inputs, trial, cancellation);
        return chosen;
    }

    /// <summary>A fast wrong answer is no answer.</summary>
    private async Task CompareAnswersAsync(IReadOnlyList<InferTensor> input, CancellationToken cancellation)
    {
        float[] whole = Values((await InProcess.AskAsync(input, cancellation))[0]);
        float largest = whole.Max(MathF.Abs);
        foreach (Contender other in (Contender[])[Sealed, Served, Parts])
        {
            float[] found = Values((await other.AskAsync(input, cancellation))[0]);
            if (found.Length != whole.Length || found.Zip(whole).Any(pair => !(MathF.Abs(pair.First - pair.Second) <= Tolerance * largest)))
            {
                throw new CommandFailure(ExitCode.Failed, "wrong-answer", $"{other.Setting}: the answer is not the whole model's");
            }
        }
    }

    private static float[] Values(InferTensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.Data.Span).ToArray();
}
