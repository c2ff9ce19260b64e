using System.Security.Cryptography;
using Lamina.Enclave.Inference;
using Lamina.OpenInference;
using Lamina.OpenInference.Client;
using Lamina.Plans;
using Lamina.Shared.Serve;

namespace Lamina.Enclave.Workers;

/// <summary>
/// Steps 5 to 7: sends the exposed tensors to the least busy healthy worker, checks what it answers, and asks another once when it fails, is too
/// slow or lies. Safe for concurrent use; owns its workers.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    private const int Attempts = 2;

    private readonly Worker[] _workers;
    private readonly string _model;
    private readonly IReadOnlyList<Plans.TensorSpec> _wanted;
    private int _turn;

    /// <param name="plan">Names and shapes of what is sent and of what is wanted back.</param>
    /// <param name="workers">At least one; owned from here on.</param>
    public WorkerPool(Plan plan, IEnumerable<Worker> workers)
    {
        _workers = [.. workers];
        ArgumentOutOfRangeException.ThrowIfZero(_workers.Length);
        _model = plan.BodyModelName();
        _wanted = plan.Body.Outputs;
    }

    /// <summary>True if some worker may be asked now.</summary>
    public bool AnyHealthy => HealthyCount > 0;

    /// <summary>Workers that may be asked now.</summary>
    public int HealthyCount => _workers.Count(worker => worker.Circuit.IsClosed);

    /// <summary>Starts probing the workers; dispose the result before this.</summary>
    public WorkerWatch Watch(TimeProvider time) => new(_workers, _model, time);

    /// <summary>Has a worker run the body.</summary>
    /// <param name="features">The exposed tensors; must stay alive until this returns.</param>
    /// <param name="clock">Is told when a worker has answered.</param>
    /// <param name="cancellationToken">The request's end.</param>
    /// <returns>The body's outputs in the plan's order: names, types, shapes and finiteness are the plan's. Whether they are true nobody knows.</returns>
    /// <exception cref="EnclaveFaultException">No worker gave an answer that can be used; says whose doing it was.</exception>
    public async Task<InferTensor[]> InferAsync(OwnedTensors features, StepClock clock, CancellationToken cancellationToken)
    {
        InferRequest request = new()
        {
            ModelName = _model,

            // Nothing of the client's, not even its id.
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)),
            Inputs = [.. features.Specs.Select(spec => new InferTensor(spec.Name, WireTypes.Of(spec.Type), [.. spec.Shape], features[spec.Name].Memory))],
        };

        EnclaveFault fault = new(503, 5, Party.Worker, "No worker may be asked at the moment: all of them failed too often.");
        Worker? last = null;
        for (int attempt = 0; attempt < Attempts && Choose(last) is { } worker; attempt++)
        {
            last = worker;
            (InferTensor[]? outputs, fault, bool again) = await AskAsync(worker, request, fault, cancellationToken);
            if (outputs is not null)
            {
                clock.End(6);
                return outputs;
            }

            if (!again)
            {
                break;
            }
        }

        throw new EnclaveFaultException(fault);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Worker worker in _workers)
        {
            worker.Dispose();
        }
    }

    private async Task<(InferTensor[]? Outputs, EnclaveFault Fault, bool Again)> AskAsync(Worker worker, InferRequest request, EnclaveFault before, CancellationToken cancellationToken)
    {
        bool? good = null;
        try
        {
            OipReply<InferResponse> reply = await worker.InferAsync(request, cancellationToken);

            // The request's end says nothing about the worker.
            cancellationToken.ThrowIfCancellationRequested();
            if (!reply.Succeeded(out InferResponse? answer))
            {
                good = !reply.Failure.MayBeRetried();
                return (null, Fault(reply.Failure), !good.Value);
            }

            // 7. The answer is hostile input.
            good = false;
            InferTensor[] outputs = AnswerCheck.Check(answer, request.Id, _wanted);
            good = true;
            return (outputs, before, false);
        }
        catch (EnclaveFaultException lie)
        {
            return (null, lie.Fault, true);
        }
        finally
        {
            if (good is { } known)
            {
                worker.Circuit.Report(known);
            }
            else
            {
                worker.Circuit.Abandon();
            }
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
        OipFailure.NotConnected or OipFailure.NotTrusted => new(503, 5, Party.Network, $"No worker could be reached ({failure})."),
        OipFailure.RequestTooLarge => new(500, 5, Party.Enclave, "The exposed tensors are larger than a message may be."),
        OipFailure.ConnectionLost => new(503, 6, Party.Network, "The connection to the worker broke while the request was under way."),
        OipFailure.TimedOut => new(504, 6, Party.Worker, "No worker answered in time."),
        OipFailure.ReplyTooLarge or OipFailure.ReplyMalformed => new(502, 7, Party.Worker, $"The worker's answer cannot be used ({failure})."),
        _ => new(503, 6, Party.Worker, $"The worker refused or failed ({failure})."),
    };
}
