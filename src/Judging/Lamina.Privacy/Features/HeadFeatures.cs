using Lamina.Runtime;

namespace Lamina.Privacy.Features;

/// <summary>Exposed features as the worker receives them: the head run by ONNX Runtime, the same bytes that cross the cut.</summary>
public static class HeadFeatures
{
    /// <summary>Runs one image through a head with one input.</summary>
    /// <param name="head">The head; stays the caller's. Safe for many threads at a time.</param>
    /// <param name="tensor">Name of the exposed tensor, one of the head's outputs.</param>
    /// <param name="input">The image's tensor, batch 1, in the head's own layout.</param>
    /// <param name="channelsLast">True where the tensor is N, height, width, channels.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <returns>Channels, height and width of a tensor of rank 4; all of its values as one vector otherwise.</returns>
    /// <exception cref="ArgumentException">The head has several inputs, or the tensor holds a batch or no 32-bit floats.</exception>
    /// <exception cref="InferenceException">The head refused the input or failed.</exception>
    public static FeatureMap Of(Session head, string tensor, ReadOnlySpan<float> input, bool channelsLast = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        if (head.Inputs.Count != 1)
        {
            throw new ArgumentException($"The head has {head.Inputs.Count} inputs; one was wanted.", nameof(head));
        }

        long[] shape = [.. head.Inputs[0].Shape.Select(dimension => dimension < 0 ? 1 : dimension)];
        using TensorBuffer buffer = TensorBuffer.Copy(input, shape);
        using TensorDictionary outputs = head.Run(new Dictionary<string, TensorBuffer> { [head.Inputs[0].Name] = buffer }, [tensor], cancellation);
        TensorBuffer found = outputs[tensor];
        return ToMap(found.Shape, found.Values<float>(), channelsLast);
    }

    private static FeatureMap ToMap(ReadOnlySpan<long> shape, ReadOnlySpan<float> values, bool channelsLast)
    {
        if (shape.IsEmpty || shape[0] != 1)
        {
            throw new ArgumentException("The features of one image were wanted, with a batch of 1 in front.", nameof(shape));
        }

        if (shape.Length != 4)
        {
            return new FeatureMap(values.Length, 1, 1, values.ToArray());
        }

        if (!channelsLast)
        {
            return new FeatureMap((int)shape[1], (int)shape[2], (int)shape[3], values.ToArray());
        }

        int plane = (int)(shape[1] * shape[2]);
        int channels = (int)shape[3];
        float[] planar = new float[values.Length];
        for (int i = 0; i < planar.Length; i++)
        {
            planar[i] = values[(i % plane * channels) + (i / plane)];
        }

        return new FeatureMap(channels, (int)shape[1], (int)shape[2], planar);
    }
}
