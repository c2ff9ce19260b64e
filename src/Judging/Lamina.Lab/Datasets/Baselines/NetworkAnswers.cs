using Lamina.Data.Loading;
using Lamina.Data.Samples;
using Lamina.Lab.Evaluation;

namespace Lamina.Lab.Datasets.Baselines;

/// <summary>What a trained network says of the test pictures, by name, so that it can be scored file by file beside the baselines.</summary>
internal static class NetworkAnswers
{
    /// <summary>Name of the predicted class of each test picture, and whether the network tells types or only attacks.</summary>
    /// <param name="model">The model, with its preprocessing and labels beside it.</param>
    /// <param name="folder">The data set.</param>
    /// <param name="threads">Threads; 0 for all.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <exception cref="Refusal">The model has no labels, or not as many as outputs.</exception>
    public static async Task<(string Task, Dictionary<string, string> ByImage)> PredictAsync(string model, string folder, int threads, CancellationToken cancellation)
    {
        using ModelInput input = ModelInput.Open(model, null);
        string[] labels = [.. input.Preprocess.Preprocessing.Labels ?? throw new Refusal(ExitCode.UnusableInput, $"'{model}' has no labels in its preprocessing; 'train' writes them.")];
        using SampleSet set = SampleSets.Open(folder, "test");
        var pictures = PictureCache.Load(set, set.Samples, input.Preprocess.Preprocessing, cancellation: cancellation);
        var anyClass = new ClassMap(set.Classes, [.. Enumerable.Range(0, set.Classes.Count)]);
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach ((Batch batch, float[] values) in ClassifierRun.RunAsync(model, threads, pictures, anyClass, cancellation))
        {
            int width = values.Length / batch.Count;
            if (width != labels.Length)
            {
                throw new Refusal(ExitCode.UnusableInput, $"'{model}' tells {width} classes apart, its labels are {labels.Length}.");
            }

            for (int i = 0; i < batch.Count; i++)
            {
                ReadOnlySpan<float> row = values.AsSpan(i * width, width);
                answers[pictures.Samples[batch.Indices[i]].Name] = labels[System.Numerics.Tensors.TensorPrimitives.IndexOfMax(row)];
            }
        }

        return (labels.Length == 2 ? BaselineJob.BinaryTask : BaselineJob.TypeTask, answers);
    }
}
