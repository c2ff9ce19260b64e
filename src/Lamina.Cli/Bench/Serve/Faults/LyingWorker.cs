using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Lamina.OpenInference;
using Lamina.OpenInference.Client;
using Lamina.OpenInference.Server;
using Lamina.OpenInference.Server.Listening;
using Lamina.Plans;
using Lamina.Shared.Serve;
using Microsoft.AspNetCore.Builder;

namespace Lamina.Cli.Bench.Serve.Faults;

/// <summary>How a worker misbehaves.</summary>
internal enum Lie
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>The answer has another shape.</summary>
    WrongShape,

    /// <summary>The answer holds a value that is no number.</summary>
    NotANumber,

    /// <summary>The answer is the one to an earlier request, id and all.</summary>
    OthersAnswer,

    /// <summary>A refusal.</summary>
    Refusal,
}

/// <summary>A worker that passes requests on to an honest one and can be told to lie about the answer.</summary>
internal sealed class LyingWorker : IInferenceBackend, IAsyncDisposable
{
    private readonly OipClient _honest;
    private readonly WebApplication _web;
    private readonly ConcurrentQueue<InferResponse> _earlier = new();
    private int _lies;

    private LyingWorker(Plan plan, OipClient honest, Func<LyingWorker, WebApplication> build)
    {
        _honest = honest;
        Models =
        [
            new ModelDescription
            {
                Name = plan.BodyModelName(),
                Inputs = [.. plan.Body.Inputs.Select(Describe)],
                Outputs = [.. plan.Body.Outputs.Select(Describe)],
            },
        ];
        _web = build(this);
    }

    /// <summary>What it does with answers from now on.</summary>
    public Lie Lie { get; set; }

    /// <summary>Lies told.</summary>
    public int Lies => Volatile.Read(ref _lies);

    /// <inheritdoc/>
    public ServerDescription Server { get; } = new("lying-worker", "1", []);

    /// <inheritdoc/>
    public bool IsReady => true;

    /// <inheritdoc/>
    public IReadOnlyList<ModelDescription> Models { get; }

    /// <summary>Listens at an address before an honest worker at another.</summary>
    public static async Task<LyingWorker> StartAsync(Plan plan, ListenAddress listen, OipAddress honest, int ceiling)
    {
        InferLimits limits = new() { MaxMessageBytes = ceiling };
        LyingWorker worker = new(plan, new OipClient(new OipClientOptions { Address = honest, Limits = limits }), self =>
            OipServer.Build(OipServer.CreateBuilder(new OipServerOptions { Listen = [listen], Limits = limits }, self)));
        await worker._web.StartAsync();
        return worker;
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<InferResponse>> InferAsync(InferRequest request, CancellationToken cancellation)
    {
        OipReply<InferResponse> reply = await _honest.InferAsync(request, cancellation);
        if (!reply.Succeeded(out InferResponse? answer))
        {
            return new OipFault(OipFaultKind.Unavailable, "the honest worker failed");
        }

        _earlier.Enqueue(answer);
        _ = _earlier.Count > 4 && _earlier.TryDequeue(out _);
        Lie lie = Lie;
        if (lie != Lie.None)
        {
            Interlocked.Increment(ref _lies);
        }

        InferTensor honest = answer.Outputs[0];
        return lie switch
        {
            Lie.WrongShape => answer with { Outputs = [new InferTensor(honest.Name, honest.DataType, [.. honest.Shape.Reverse()], honest.Data)] },
            Lie.NotANumber => answer with { Outputs = [new InferTensor(honest.Name, honest.DataType, honest.Shape, WithNaN(honest.Data))] },
            Lie.OthersAnswer when _earlier.TryPeek(out InferResponse? other) && other.Id != request.Id => other,
            Lie.Refusal => new OipFault(OipFaultKind.Internal, "this worker has had enough"),
            _ => answer,
        };
    }

    /// <inheritdoc/>
    public ModelCounts Counts(ModelDescription model) => ModelCounts.Empty;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
        _honest.Dispose();
    }

    private static byte[] WithNaN(ReadOnlyMemory<byte> data)
    {
        byte[] bad = data.ToArray();
        MemoryMarshal.Cast<byte, float>(bad.AsSpan())[0] = float.NaN;
        return bad;
    }

    private static TensorDescription Describe(TensorSpec tensor) => new(tensor.Name, WireTypes.Of(tensor.Type), [.. tensor.Shape]);
}
