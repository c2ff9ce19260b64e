using System.Diagnostics.CodeAnalysis;

namespace Lamina.OpenInference.Server;

/// <summary>What stands behind the endpoints: models that run here, or a sealed channel to somewhere else. Called by many threads at once.</summary>
public interface IInferenceBackend
{
    /// <summary>Who this server says it is.</summary>
    ServerDescription Server { get; }

    /// <summary>Whether requests are taken: false while starting and while draining.</summary>
    bool IsReady { get; }

    /// <summary>All models, in a stable order.</summary>
    IReadOnlyList<ModelDescription> Models { get; }

    /// <summary>Runs a model. The request's tensors are consistent in themselves; names, types and shapes are for the backend to judge.</summary>
    /// <param name="request">The request, valid until the task ends.</param>
    /// <param name="cancellation">The peer no longer waits.</param>
    ValueTask<Outcome<InferResponse>> InferAsync(InferRequest request, CancellationToken cancellation);

    /// <summary>Counts and times of a model of <see cref="Models"/>.</summary>
    ModelCounts Counts(ModelDescription model);

    /// <summary>Finds a model.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">One of its versions, or empty for any.</param>
    /// <param name="model">The model found.</param>
    /// <param name="fault">A sentence that says what is unknown.</param>
    sealed bool TryFind(string name, string version, [NotNullWhen(true)] out ModelDescription? model, [NotNullWhen(false)] out OipFault? fault)
    {
        model = Models.FirstOrDefault(known => known.Name == name);
        if (model is null)
        {
            fault = new OipFault(OipFaultKind.NotFound, $"Request for unknown model: '{name}' is not found");
            return false;
        }

        if (version.Length > 0 && !model.Versions.Contains(version))
        {
            model = null;
            fault = new OipFault(OipFaultKind.NotFound, $"Request for unknown model: '{name}' version {version} is not found");
            return false;
        }

        fault = null;
        return true;
    }
}
