using System.Runtime.CompilerServices;
using Lamina.Data.Loading;
using Lamina.Runtime;

namespace Lamina.Lab.Evaluation;

/// <summary>Runs a classifier over pictures with ONNX Runtime.</summary>
internal static class ClassifierRun
{
    private const int BatchSize = 16;

    /// <summary>The model's first output for all pictures, batch after batch in their order.</summary>
    /// <param name="model">The model's file.</param>
    /// <param name="threads">Threads; 0 for all.</param>
    /// <param name="pictures">Pictures at the model's size.</param>
    /// <param name="classes">Classes of the pictures' folders.</param>
    /// <param name="cancellation">Stops the run.</param>
    public static async IAsyncEnumerable<(Batch Batch, float[] Values)> RunAsync(
        string model, int threads, PictureCache pictures, ClassMap classes, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var settings = new SessionSettings { Threads = threads > 0 ? new ThreadPolicy { ThreadsPerRun = threads } : new ThreadPolicy() };
        using Session session = Session.Load(model, settings);
        var loader = new BatchLoader(pictures, classes, session.Inputs[0].Shape[0] == 1 ? 1 : BatchSize, Augmentation.None, seed: null);
        await foreach (Batch batch in loader.EpochAsync(0, 0, cancellation))
        {
            using TensorBuffer tensor = TensorBuffer.Copy<float>(batch.Values, loader.Shape(batch.Count));
            using TensorDictionary outputs = session.Run(new Dictionary<string, TensorBuffer> { [session.Inputs[0].Name] = tensor }, [session.Outputs[0].Name], cancellation);
            yield return (batch, outputs[session.Outputs[0].Name].Values<float>().ToArray());
        }
    }
}
