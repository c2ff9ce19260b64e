using Lamina.OpenInference;
using Lamina.Runtime;

namespace Lamina.Worker.Models;

/// <summary>Loads a model and finds out how it may be served.</summary>
internal static class ModelLoader
{
    /// <param name="source">What to load.</param>
    /// <param name="settings">How it runs.</param>
    /// <param name="maxBatch">Most rows in one run.</param>
    /// <param name="delay">How long a request may wait for others.</param>
    /// <exception cref="UnusableModelException">The model cannot be loaded, described or run.</exception>
    public static LoadedModel Load(ModelSource source, SessionSettings settings, int maxBatch, TimeSpan delay)
    {
        Session? session = null;
        try
        {
            session = Session.Load(source.Path, settings);
            IReadOnlyList<TensorDescription> inputs = [.. session.Inputs.Select(input => Describe(input, source))];
            IReadOnlyList<TensorDescription> outputs = [.. session.Outputs.Select(output => Describe(output, source))];
            bool batches = maxBatch > 1 && BatchTrial.RowsAreIndependent(session);
            return new LoadedModel(session, new ModelDescription
            {
                Name = source.Name,
                Versions = [source.Version],
                Platform = "onnxruntime_onnx",
                Inputs = inputs,
                Outputs = outputs,
                MaxBatchSize = batches ? maxBatch : 0,
                MaxQueueDelay = batches ? delay : TimeSpan.Zero,
            });
        }
        catch (Exception refused) when (refused is InferenceException or UnusableModelException)
        {
            session?.Dispose();
            throw new UnusableModelException($"model '{source.Name}' of '{source.Path}' cannot be served: {refused.Message}");
        }
    }

    private static TensorDescription Describe(TensorSpec tensor, ModelSource source) => TensorTypes.ToWire(tensor.Type) is { } type
        ? new TensorDescription(tensor.Name, type, tensor.Shape)
        : throw new UnusableModelException($"its tensor '{tensor.Name}' is of type {tensor.Type}, which {source.Path} would have to send as something else");
}

/// <summary>A model that is ready to run.</summary>
internal sealed record LoadedModel(Session Session, ModelDescription Description);
