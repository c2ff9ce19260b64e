using Lamina.Cli.CommandLine;
using Lamina.Cli.Processes;
using Lamina.OpenInference;
using Lamina.OpenInference.Client;
using Lamina.Shared.ProgramOptions;

namespace Lamina.Cli.Bench.Serve;

/// <summary>The whole model behind our own worker, unsealed, over a Unix socket: what serving costs without any protection.</summary>
internal sealed class ServedContender : Contender
{
    private const string Model = "whole";

    private readonly SocketFolder _sockets;
    private readonly ChildProgram _worker;
    private readonly OipClient _client;

    private ServedContender(SocketFolder sockets, ChildProgram worker, OipClient client) => (_sockets, _worker, _client) = (sockets, worker, client);

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, int Id)> Programs => [("rival worker", _worker.Id)];

    /// <summary>Starts a worker with the whole model.</summary>
    /// <exception cref="CommandFailure">It did not start.</exception>
    public static async Task<ServedContender> StartAsync(string model, ThreadSetting setting, int ceiling, CancellationToken cancellation)
    {
        SocketFolder sockets = new();
        try
        {
            string address = sockets.AddressOf("whole");
            ChildProgram worker = await LocalPrograms.StartWorkerAsync($"{Model}={model}", address, static _ => { }, cancellation, setting.WorkerFlags);
            if (!OipAddress.TryParse(address, out OipAddress? parsed, out string? fault))
            {
                throw new InvalidOperationException(fault);
            }

            OipClient client = new(new OipClientOptions { Address = parsed, Limits = new InferLimits { MaxMessageBytes = ceiling } });
            return new ServedContender(sockets, worker, client) { Setting = setting.ToString() };
        }
        catch
        {
            sockets.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<InferTensor>> AskAsync(IReadOnlyList<InferTensor> input, CancellationToken cancellation)
    {
        OipReply<InferResponse> reply = await _client.InferAsync(new InferRequest { ModelName = Model, Inputs = input }, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return reply.Succeeded(out InferResponse? answer)
            ? answer.Outputs
            : throw new CommandFailure(ExitCode.Failed, "rival-failed", $"the whole model behind a worker did not answer ({reply.Failure})");
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _worker.DisposeAsync();
        _sockets.Dispose();
    }
}
