using System.Reflection;
using Lamina.Client;
using Lamina.Client.Results;
using Lamina.OpenInference;
using Lamina.OpenInference.Server;
using Lamina.Plans;
using Lamina.Protocol.Problems;
using Lamina.Shared.Serve;

namespace Lamina.Cli.Proxy;

/// <summary>The verified enclave's one model behind the Open Inference Protocol. Wrong requests are refused here, before anything is sealed. Safe for concurrent use.</summary>
internal sealed class SealedBackend : IInferenceBackend
{
    private readonly LaminaClient _client;
    private readonly TimeProvider _time;
    private readonly SealedCounts _counts;
    private readonly int _ceiling;
    private int _inside;
    private volatile bool _draining;

    /// <param name="client">A connected client; stays the caller's.</param>
    /// <param name="ceiling">Requests under way at a time.</param>
    /// <param name="time">Clock.</param>
    public SealedBackend(LaminaClient client, int ceiling, TimeProvider time)
    {
        (_client, _ceiling, _time) = (client, ceiling, time);
        _counts = new SealedCounts(time);
        Plan plan = client.Plan;
        Models =
        [
            new ModelDescription
            {
                Name = plan.ModelName(),
                Platform = "lamina_sealed",
                Inputs = [.. plan.Inputs.Select(Describe)],
                Outputs = [.. plan.Outputs.Select(Describe)],
            },
        ];
    }

    public ServerDescription Server { get; } = new(
        "lamina-proxy", typeof(SealedBackend).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion, OipServer.Extensions);

    public bool IsReady => !_draining;

    public IReadOnlyList<ModelDescription> Models { get; }

    public ModelCounts Counts(ModelDescription model) => _counts.Snapshot();

    /// <summary>Says on every health call that this proxy is about to go. Requests are still answered.</summary>
    public void Drain() => _draining = true;

    public async ValueTask<Outcome<InferResponse>> InferAsync(InferRequest request, CancellationToken cancellation)
    {
        if (!((IInferenceBackend)this).TryFind(request.ModelName, request.ModelVersion, out ModelDescription? model, out OipFault? fault))
        {
            return fault;
        }

        if (RequestCheck.Refuse(request, model) is { } refusal)
        {
            return OipFault.Invalid(refusal);
        }

        long arrived = _time.GetTimestamp();
        Outcome<InferResponse> outcome = await AskAsync(request, model, cancellation);
        _counts.Answered(outcome.Fault is null, arrived);
        return outcome;
    }

    private async Task<Outcome<InferResponse>> AskAsync(InferRequest request, ModelDescription model, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _inside) > _ceiling)
        {
            Interlocked.Decrement(ref _inside);
            return new OipFault(OipFaultKind.Unavailable, $"{_ceiling} requests are under way, as many as this proxy takes");
        }

        try
        {
            InferenceResult result = await _client.InferAsync(request.Inputs, cancellation);
            IEnumerable<string> wanted = request.Outputs.Count > 0 ? request.Outputs.Select(output => output.Name) : model.Outputs.Select(output => output.Name);
            return new InferResponse
            {
                ModelName = model.Name,
                ModelVersion = model.Versions[^1],
                Id = request.Id,
                Outputs = [.. wanted.Select(name => result.Outputs.First(output => output.Name == name))],
            };
        }
        catch (LaminaClientException failed)
        {
            return new OipFault(KindOf(failed), failed.Message);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return new OipFault(OipFaultKind.Unavailable, "the request was given up by its sender");
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    /// <summary>The enclave's own word keeps its class; everything else means that this enclave cannot be asked at the moment.</summary>
    private static OipFaultKind KindOf(LaminaClientException failed) => failed.Problem switch
    {
        null => OipFaultKind.Unavailable,
        Problem { Status: 400 or 404 } => OipFaultKind.InvalidArgument,
        Problem { Status: 413 } => OipFaultKind.TooLarge,
        Problem { Status: 401 or 429 or 503 or 504 } => OipFaultKind.Unavailable,
        _ => OipFaultKind.Internal,
    };

    private static TensorDescription Describe(TensorSpec tensor) => new(tensor.Name, WireTypes.Of(tensor.Type), [.. tensor.Shape]);
}
