using System.Collections.Immutable;
using Lamina.Images;
using Lamina.Privacy.Scores;
using Lamina.Runtime;

namespace Lamina.Privacy.Runs;

/// <summary>The model that is attacked, run whole: what the worker's own output says.</summary>
internal sealed class WholeModel : IDisposable
{
    private readonly Session _session;
    private readonly PicturePreprocessor _preprocessor;

    private WholeModel(Session session, PicturePreprocessor preprocessor) => (_session, _preprocessor) = (session, preprocessor);

    public static WholeModel Load(RunSubject subject, int threads) => new(
        Session.Load(subject.ModelPath, new SessionSettings { Threads = threads > 0 ? ThreadPolicy.Latency(threads) : ThreadPolicy.Latency() }),
        new PicturePreprocessor(subject.Preprocessing));

    /// <summary>The first output for every image.</summary>
    public ImmutableArray<float[]> Outputs(IReadOnlyList<UnitImage> images, CancellationToken cancellation)
    {
        float[] tensor = new float[_preprocessor.TensorLength];
        ImmutableArray<float[]>.Builder outputs = ImmutableArray.CreateBuilder<float[]>(images.Count);
        foreach (UnitImage image in images)
        {
            _preprocessor.Tensor.Fill(UnitPictures.ToPicture(image), tensor);
            using TensorBuffer input = TensorBuffer.Copy<float>(tensor, _preprocessor.Shape);
            using TensorDictionary found = _session.Run(
                new Dictionary<string, TensorBuffer> { [_session.Inputs[0].Name] = input }, [_session.Outputs[0].Name], cancellation);
            outputs.Add(found[_session.Outputs[0].Name].Values<float>().ToArray());
        }

        return outputs.MoveToImmutable();
    }

    /// <summary>The class that an output means; one output is the second of two classes.</summary>
    public static int Label(float[] output, bool logits) =>
        output.Length > 1 ? System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(output) : output[0] > (logits ? 0 : 0.5f) ? 1 : 0;

    public void Dispose() => _session.Dispose();
}
