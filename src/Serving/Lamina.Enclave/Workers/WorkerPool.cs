using Lamina.Shared.Serve;
using System.Security.Cryptography;
using Lamina.Enclave.Inference;
using Lamina.OpenInference;
using Lamina.OpenInference.Client;
using Lamina.Plans;

namespace Lamina.Enclave.Workers;

/// <summary>
/// Steps 5 and 6: sends the exposed tensors to the least busy healthy worker, and once more to another when it fails.
/// Safe for concurrent use; owns its workers.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    private const int Attempts = 2;

    private readonly Worker[] _workers;
    private readonly string _model;
    private int _turn;

    /// <param name="plan">Names and shapes of what is sent.</param>
    /// <param name="workers">At least one; owned from here on.</param>
    public WorkerPool(Plan plan, IEnumerable<Worker> workers)
    {
        _workers = [.. workers];
        ArgumentOutOfRangeException.ThrowIfZero(_workers.Length);
        _model = plan.BodyModelName();
    }

    /// <summary>True if some worker may be asked now.</summary>
    public bool AnyHealthy => _workers.Any(worker => worker.Circuit.IsClosed);

    /// <summary>Has a worker run the body.</summary>
    /// <param name="features">The exposed tensors; must stay alive until this returns.</param>
    /// <param name="cancellationToken">The request's end.</param>
    /// <returns>The worker's word, unchecked but for being consistent in itself.</returns>
    /// <exception cref="EnclaveFaultException">No worker answered; says whose doing it was.</exception>
    public async Task<InferResponse> InferAsync(OwnedTensors features, CancellationToken cancellationToken)
    {
        InferRequest request = new()
        {
            ModelName = _model,

            // Nothing of the client's, not even its id.
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)),
            Inputs = [.. features.Specs.Select(spec => new InferTensor(spec.Name, WireTypes.Of(spec.Type), [.. spec.Shape], features[spec.Name].Memory))],
        };

        OipFailure failure = OipFailure.None;
        Worker? last = null;
        for (int attempt = 0; attempt < Attempts && Choose(last) is { } worker; attempt++)
        {
            last = worker;
            OipReply<InferResponse> reply = await worker.InferAsync(request, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (reply.Succeeded(out InferResponse? answer))
            {
                return answer;
            }

            failure = reply.Failure;
            if (!failure.MayBeRetried())
            {
                break;
            }
        }

        throw new EnclaveFaultException(Fault(failure));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Worker worker in _workers)
        {
            worker.Dispose();
        }
    }

    /// <summary>The least busy worker whose circuit lets a call through; another than the one that just failed where there is one.</summary>
    private Worker? Choose(Worker? failed)
    {
        int turn = Interlocked.Increment(ref _turn) & int.MaxValue;
        IEnumerable<Worker> order = Enumerable.Range(0, _workers.Length)
            .Select(index => _workers[(turn + index) % _workers.Length])
            .OrderBy(worker => worker == failed)
            .ThenBy(worker => worker.InFlight);
        return order.FirstOrDefault(worker => worker.Circuit.TryEnter());
    }

    private static EnclaveFault Fault(OipFailure failure) => failure switch
    {
        OipFailure.None => new(503, 5, Party.Worker, "No worker may be asked at the moment: all of them failed too often."),
        OipFailure.NotConnected or OipFailure.NotTrusted => new(503, 5, Party.Network, $"No worker could be reached ({failure})."),
        OipFailure.RequestTooLarge => new(500, 5, Party.Enclave, "The exposed tensors are larger than a message may be."),
        OipFailure.ConnectionLost => new(503, 6, Party.Network, "The connection to the worker broke while the request was under way."),
        OipFailure.TimedOut => new(504, 6, Party.Worker, "No worker answered in time."),
        OipFailure.ReplyTooLarge or OipFailure.ReplyMalformed => new(502, 7, Party.Worker, $"The worker's answer cannot be used ({failure})."),
        _ => new(503, 6, Party.Worker, $"The worker refused or failed ({failure})."),
    };
}
