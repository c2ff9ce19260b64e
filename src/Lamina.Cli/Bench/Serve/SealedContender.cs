using System.Diagnostics;
using Lamina.Attestation.Policies;
using Lamina.Cli.CommandLine;
using Lamina.Cli.Infer;
using Lamina.Cli.Processes;
using Lamina.Client;
using Lamina.Client.Results;
using Lamina.OpenInference;
using Lamina.Plans;

namespace Lamina.Cli.Bench.Serve;

/// <summary>The whole way: sealed client, enclave (simulated TEE) with the head, worker with the body behind a Unix socket, each a process of its own.</summary>
internal sealed class SealedContender : Contender
{
    private readonly SocketFolder _sockets;
    private readonly ChildProgram _worker;
    private readonly ChildProgram _enclave;
    private readonly LaminaClient _client;

    private SealedContender(SocketFolder sockets, ChildProgram worker, ChildProgram enclave, LaminaClient client) =>
        (_sockets, _worker, _enclave, _client) = (sockets, worker, enclave, client);

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, int Id)> Programs => [("enclave", _enclave.Id), ("worker", _worker.Id)];

    /// <summary>From the start of the enclave's process to its ready line.</summary>
    public required TimeSpan TimeToReady { get; init; }

    /// <summary>The enclave's process.</summary>
    public int EnclaveId => _enclave.Id;

    /// <summary>Bytes of the last sealed request and answer.</summary>
    public (int Request, int Answer) SealedBytes { get; private set; }

    /// <summary>Starts worker and enclave and verifies.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="enclaveSetting">How the enclave spends the cores.</param>
    /// <param name="workerSetting">How the worker does.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="program">Another build of the enclave, by its path.</param>
    /// <exception cref="CommandFailure">Something did not start, or was refused.</exception>
    public static async Task<SealedContender> StartAsync(Plan plan, string folder, ThreadSetting enclaveSetting, ThreadSetting workerSetting, CancellationToken cancellation, string program = LocalPrograms.Enclave)
    {
        SocketFolder sockets = new();
        ChildProgram? worker = null;
        ChildProgram? enclave = null;
        try
        {
            string address = sockets.AddressOf("body");
            worker = await LocalPrograms.StartWorkerAsync(folder, address, static _ => { }, cancellation, workerSetting.WorkerFlags);
            string[] flags = ["--plan", folder, "--tee", "simulated", "--worker", address, "--listen", "127.0.0.1:0", "--accept-verdict", plan.Verdict.Name(), .. enclaveSetting.EnclaveFlags];
            long started = Stopwatch.GetTimestamp();
            (enclave, Uri server) = await LocalPrograms.StartEnclaveWithAddressAsync(flags, static _ => { }, cancellation, program);
            TimeSpan ready = Stopwatch.GetElapsedTime(started);
            Policy policy = await OwnPolicy.OfAsync(server, plan, cancellation);
            LaminaClient client = await LaminaClient.ConnectAsync(new LaminaClientOptions { Server = server, Policy = policy }, cancellation);
            return new SealedContender(sockets, worker, enclave, client) { Setting = $"enclave {enclaveSetting}, worker {workerSetting}", TimeToReady = ready };
        }
        catch (Exception failed)
        {
            await (enclave?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (worker?.DisposeAsync() ?? ValueTask.CompletedTask);
            sockets.Dispose();
            throw failed is LaminaClientException refused ? ClientFailure.Of(refused) : failed;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<InferTensor>> AskAsync(IReadOnlyList<InferTensor> input, CancellationToken cancellation)
    {
        try
        {
            InferenceResult result = await _client.InferAsync(input, cancellation);
            SealedBytes = (result.SealedRequestBytes, result.SealedAnswerBytes);
            return result.Outputs;
        }
        catch (LaminaClientException failed)
        {
            throw ClientFailure.Of(failed);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _enclave.DisposeAsync();
        await _worker.DisposeAsync();
        _sockets.Dispose();
    }
}
