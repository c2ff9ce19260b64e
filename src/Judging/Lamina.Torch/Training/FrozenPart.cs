using Lamina.Data.Loading;
using Lamina.Onnx;
using Lamina.Onnx.Splitting;
using Lamina.Torch.Native;
using TorchSharp;

namespace Lamina.Torch.Training;

/// <summary>
/// A model of which everything before a cut stays as it is. What that part makes of each picture never changes, so it is computed once; only
/// <see cref="Rest"/> is trained. Its weights have the whole model's names, so <see cref="OnnxModule.Trained"/> puts them into the whole model.
/// </summary>
public sealed class FrozenPart : IDisposable
{
    private readonly OnnxModule _head;

    private FrozenPart(OnnxModule head, OnnxModule rest) => (_head, Rest) = (head, rest);

    /// <summary>What is trained: everything after the cut.</summary>
    public OnnxModule Rest { get; }

    /// <summary>Parts a model.</summary>
    /// <param name="model">The whole model.</param>
    /// <param name="tensor">The tensor of the cut.</param>
    /// <exception cref="TrainingException">The tensor is no cut by itself, or nothing after it can be trained.</exception>
    public static FrozenPart Of(OnnxModel model, string tensor)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!GraphSplitter.TrySplit(model, new SplitRequest { Cut = [tensor] }, out ModelParts? parts, out var refusal))
        {
            throw new TrainingException(refusal.ToString());
        }

        using OnnxModel head = parts.Head, body = parts.Body;
        if (body.Graph.Inputs.Length != 1)
        {
            throw new TrainingException($"what follows '{tensor}' needs {body.Graph.Inputs.Length} tensors; only a cut of one can be frozen at");
        }

        var rest = OnnxModule.Create(body);
        return rest.WeightNames.Count > 0 ? new FrozenPart(OnnxModule.Create(head), rest) : throw new TrainingException($"nothing after '{tensor}' can be trained");
    }

    /// <summary>Runs the frozen part over all pictures once.</summary>
    /// <param name="pictures">Pictures in their own order, unchanged.</param>
    /// <param name="batchSize">Pictures a batch of the training.</param>
    /// <param name="seed">Shuffles them there; null keeps the order.</param>
    /// <param name="ceiling">Bytes of features that may be kept.</param>
    /// <param name="progress">Told how many pictures are done.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="TrainingException">The features need more memory than the ceiling.</exception>
    public async Task<FeatureLoader> ComputeAsync(BatchLoader pictures, int batchSize, int? seed, long ceiling, Action<int>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        var features = new List<float[]>();
        var labels = new List<int>();
        long[] shape = [];
        _head.eval();
        using CollectionPause pause = CollectionPause.Begin();
        await foreach (Batch batch in pictures.EpochAsync(0, 0, cancellation))
        {
            using var scope = torch.NewDisposeScope();
            using var noGrad = torch.no_grad();
            Tensor values = _head.forward(torch.tensor(batch.Values).reshape(pictures.Shape(batch.Count)));
            shape = values.shape[1..];
            long length = shape.Aggregate(1L, (product, side) => product * side);
            if (length * sizeof(float) * pictures.Count > ceiling)
            {
                throw new TrainingException($"the frozen part gives {length * sizeof(float)} bytes a picture, {length * sizeof(float) * pictures.Count} in all; at most {ceiling} are kept: freeze at a later tensor");
            }

            features.AddRange(TensorConversion.ToFloats(values).Chunk((int)length));
            labels.AddRange(batch.Labels.Select(label => (int)label));
            progress?.Invoke(features.Count);
            pause.Renew();
        }

        return new FeatureLoader([.. features], [.. labels], shape, batchSize, seed);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _head.Dispose();
        Rest.Dispose();
    }
}
