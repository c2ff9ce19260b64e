using Lamina.Images;
using Lamina.Onnx;
using Lamina.Onnx.Cuts;
using Lamina.Plans.Preprocess;
using Lamina.Privacy.Scores;
using Lamina.Runtime;

namespace Lamina.Privacy.Identification;

/// <summary>An ONNX classifier as judge. Its features are the last single tensor before its output. Owns its session.</summary>
public sealed class NetworkJudge : IPictureJudge, IDisposable
{
    private readonly Session _session;
    private readonly PicturePreprocessor _preprocessor;
    private readonly string _output;
    private readonly string _features;

    private NetworkJudge(Session session, PicturePreprocessor preprocessor, string output, string features)
    {
        _session = session;
        _preprocessor = preprocessor;
        _output = output;
        _features = features;
    }

    /// <summary>Loads a classifier.</summary>
    /// <param name="model">With one input and one output, one row of scores per picture.</param>
    /// <param name="preprocessing">What it expects of a picture.</param>
    /// <param name="threads">Threads per run.</param>
    /// <exception cref="InferenceException">ONNX Runtime refused it.</exception>
    /// <exception cref="ArgumentException">It has several inputs or outputs.</exception>
    public static NetworkJudge Load(OnnxModel model, Preprocessing preprocessing, int threads)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Graph.Inputs.Length != 1 || model.Graph.Outputs.Length != 1)
        {
            throw new ArgumentException($"The judge has {model.Graph.Inputs.Length} inputs and {model.Graph.Outputs.Length} outputs; a classifier of pictures has one of each.", nameof(model));
        }

        string output = model.Graph.Outputs[0].Name;
        string features = new CutFinder(model.Graph).Singles is [.., string last] ? last : output;
        OnnxModel exposing = model.WithOutputs([features]);
        return new NetworkJudge(
            Session.Load(exposing.ToArray(), new SessionSettings { Threads = new ThreadPolicy { ThreadsPerRun = threads } }),
            new PicturePreprocessor(preprocessing), output, features);
    }

    /// <inheritdoc/>
    public PictureOpinion Look(UnitImage picture)
    {
        float[] tensor = new float[_preprocessor.TensorLength];
        _preprocessor.Apply(UnitPictures.ToPicture(picture), tensor);
        using TensorBuffer input = TensorBuffer.Copy<float>(tensor, _preprocessor.Shape);
        using TensorDictionary outputs = _session.Run(
            new Dictionary<string, TensorBuffer> { [_session.Inputs[0].Name] = input }, [.. new[] { _output, _features }.Distinct()]);
        ReadOnlySpan<float> scores = outputs[_output].Values<float>();
        int best = scores.Length == 1 ? (scores[0] > 0.5f ? 1 : 0) : System.Numerics.Tensors.TensorPrimitives.IndexOfMax(scores);
        return new PictureOpinion(best, outputs[_features].Values<float>().ToArray());
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}
