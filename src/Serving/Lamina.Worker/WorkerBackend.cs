using System.Reflection;
using Lamina.OpenInference;
using Lamina.OpenInference.Server;
using Lamina.Worker.Batching;
using Lamina.Worker.Models;

namespace Lamina.Worker;

/// <summary>The models of this process behind the OIP endpoints.</summary>
internal sealed class WorkerBackend : IInferenceBackend, IAsyncDisposable
{
    private readonly SemaphoreSlim _places;
    private readonly Dictionary<string, ModelQueue> _queues;
    private volatile bool _draining;

    /// <param name="models">Loaded models; disposed with this.</param>
    /// <param name="runs">Runs at a time, all models together.</param>
    /// <param name="queue">Most requests waiting for each model.</param>
    /// <param name="time">Clock.</param>
    public WorkerBackend(IEnumerable<LoadedModel> models, int runs, int queue, TimeProvider time)
    {
        _places = new SemaphoreSlim(runs, runs);
        _queues = models.ToDictionary(model => model.Description.Name, model => new ModelQueue(model, _places, queue, time));
        Models = [.. _queues.Values.Select(model => model.Description)];
    }

    public ServerDescription Server { get; } = new(
        "lamina-worker", typeof(WorkerBackend).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion, OipServer.Extensions);

    public bool IsReady => !_draining;

    public IReadOnlyList<ModelDescription> Models { get; }

    public IEnumerable<ModelQueue> Queues => _queues.Values;

    public ModelCounts Counts(ModelDescription model) => _queues[model.Name].Counters.Snapshot();

    public ValueTask<Outcome<InferResponse>> InferAsync(InferRequest request, CancellationToken cancellation) =>
        ((IInferenceBackend)this).TryFind(request.ModelName, request.ModelVersion, out ModelDescription? model, out OipFault? fault)
            ? _queues[model.Name].InferAsync(request, cancellation)
            : ValueTask.FromResult<Outcome<InferResponse>>(fault);

    /// <summary>Says on every health call that this worker is about to go. Requests are still answered.</summary>
    public void Drain() => _draining = true;

    public async ValueTask DisposeAsync()
    {
        Drain();
        foreach (ModelQueue queue in _queues.Values)
        {
            await queue.DisposeAsync();
        }

        _places.Dispose();
    }
}
