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

    /// <summary>How long a request waits for a worker while every circuit is open. A worker that restarts costs time then, not answers.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(25);

    private readonly Worker[] _workers;
    private readonly TimeProvider _time;
    private readonly string _model;
    private readonly IReadOnlyList<Plans.TensorSpec> _sent;
    private readonly IReadOnlyList<Plans.TensorSpec> _wanted;
    private int _turn;

    /// <param name="plan">Names and shapes of what is sent and of what is wanted back.</param>
    /// <param name="workers">At least one; owned from here on.</param>
    /// <param name="time">The clock.</param>
    public WorkerPool(Plan plan, IEnumerable<Worker> workers, TimeProvider time)
    {
        _workers = [.. workers];
        _time = time;
        ArgumentOutOfRangeException.ThrowIfZero(_workers.Length);
        _model = plan.BodyModelName();
        _sent = plan.Body.Inputs;
        _wanted = plan.Body.Outputs;
    }

    /// <summary>True if some worker may be asked now, be it for a try.</summary>
    public bool AnyToAsk => _workers.Any(worker => worker.Circuit.MayBeAsked);

    /// <summary>Workers whose circuit is closed.</summary>
    public int HealthyCount => _workers.Count(worker => worker.Circuit.IsClosed);

    /// <summary>Starts probing the workers; dispose the result before this.</summary>
    /// <param name="logger">Is told of a probe that fails as none should.</param>
    public WorkerWatch Watch(ILogger<WorkerWatch> logger) => new(_workers, _model, _time, logger);

    /// <summary>Has a worker run the body.</summary>
    /// <param name="features">What the head gave, the body's inputs among it; must stay alive until this returns.</param>
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
            Inputs = [.. _sent.Select(spec => new InferTensor(spec.Name, WireTypes.Of(spec.Type), [.. spec.Shape], features[spec.Name].Memory))],
        };

        EnclaveFault fault = new(503, 5, Party.Worker, "No worker may be asked at the moment: all of them failed too often.");
        Worker? worker = await WaitForOneAsync(cancellationToken);
        for (int attempt = 1; worker is not null; attempt++)
        {
            (InferTensor[]? outputs, fault, bool again) = await AskAsync(worker, request, fault, cancellationToken);
            if (outputs is not null)
            {
                clock.End(6);
                return outputs;
            }

            worker = again && attempt < Attempts ? Choose(worker) : null;
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
        CallEnd? end = null;
        try
        {
            OipReply<InferResponse> reply = await worker.InferAsync(request, cancellationToken);

            // The request's end says nothing about the worker.
            cancellationToken.ThrowIfCancellationRequested();
            if (!reply.Succeeded(out InferResponse? answer))
            {
                // The request is built from the plan alone: a worker that refuses it is as wrong as one that answers nonsense, and often the fastest of all.
                bool again = reply.Failure.MayBeRetried();
                end = again ? Worker.EndOf(reply.Failure) : null;
                return (null, Fault(reply.Failure), again);
            }

            // 7. The answer is hostile input.
            end = CallEnd.Wrong;
            InferTensor[] outputs = AnswerCheck.Check(answer, request.Id, _wanted);
            end = CallEnd.Good;
            return (outputs, before, false);
        }
        catch (EnclaveFaultException lie)
        {
            return (null, lie.Fault, true);
        }
        finally
        {
            if (end is { } known)
            {
                worker.Circuit.Report(known);
            }
            else
            {
                worker.Circuit.Abandon();
            }
        }
    }

    /// <summary>A worker that may be asked, now or within <see cref="Patience"/>; null if there is none.</summary>
    private async Task<Worker?> WaitForOneAsync(CancellationToken cancellationToken)
    {
        Worker? worker = Choose(null);
        for (long since = _time.GetTimestamp(); worker is null && _time.GetElapsedTime(since) < Patience; worker = Choose(null))
        {
            await Task.Delay(Look, _time, cancellationToken);
        }

        return worker;
    }

    /// <summary>The least busy worker whose circuit lets a call through; another than the one that just failed where there is one.</summary>
    private Worker? Choose(Worker? failed)
    {
        int turn = Interlocked.Increment(ref _turn) & int.MaxValue;
        IEnumerable<Worker> order = Enumerable.Range(0, _workers.Length)
            .Select(index => _workers[(turn + index) % _workers.Length])
            .OrderBy(worker => worker == failed)
            .ThenBy(worker => worker.InFlight);
        bool last = HealthyCount == 0;
        return order.FirstOrDefault(worker => worker.Circuit.TryEnter(last));
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
