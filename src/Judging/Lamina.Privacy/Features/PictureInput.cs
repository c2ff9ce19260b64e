using Lamina.Plans.Preprocess;
using Lamina.Privacy.Scores;
using TorchSharp;

namespace Lamina.Privacy.Features;

/// <summary>Pictures in 0..1 as the network's input, in ONNX Runtime's memory and in torch's.</summary>
/// <param name="form">Layout, channel order and normalisation.</param>
internal sealed class PictureInput(TensorForm form) : IDisposable
{
    private readonly Tensor _scale = PerChannel(form, channel => 255 / form.Std[channel]);
    private readonly Tensor _offset = PerChannel(form, channel => -form.Mean[channel] / form.Std[channel]);

    /// <summary>One picture's tensor. For pictures of 8 bits the very values that the client's preprocessing gives.</summary>
    public float[] Values(UnitImage image)
    {
        float[] tensor = new float[image.Values.Length];
        int plane = image.PlaneLength;
        for (int channel = 0; channel < UnitImage.Channels; channel++)
        {
            ReadOnlySpan<double> values = image.Plane(form.Channels == ChannelOrder.Rgb ? channel : 2 - channel);
            (int start, int step) = form.Layout == TensorLayout.Nchw ? (channel * plane, 1) : (channel, UnitImage.Channels);
            for (int i = 0; i < values.Length; i++)
            {
                // level / 255 * 255 may miss the level by a rounding; the worker's bytes must not.
                double level = 255 * values[i];
                double whole = Math.Round(level);
                tensor[start + (i * step)] = (float)(((Math.Abs(level - whole) < 1e-9 ? whole : level) - form.Mean[channel]) / form.Std[channel]);
            }
        }

        return tensor;
    }

    /// <summary>A batch's tensor; differentiable.</summary>
    /// <param name="pictures">Batch, 3 (red, green, blue), rows, columns in 0..1.</param>
    public Tensor Of(Tensor pictures)
    {
        Tensor ordered = form.Channels == ChannelOrder.Rgb ? pictures : pictures.flip(1);
        Tensor normal = (ordered * _scale) + _offset;
        return form.Layout == TensorLayout.Nchw ? normal : normal.permute(0, 2, 3, 1).contiguous();
    }

    /// <summary>The shape of a batch.</summary>
    public long[] Shape(int batch, int width, int height) => form.Layout == TensorLayout.Nchw ? [batch, 3, height, width] : [batch, height, width, 3];

    /// <inheritdoc/>
    public void Dispose()
    {
        _scale.Dispose();
        _offset.Dispose();
    }

    private static Tensor PerChannel(TensorForm form, Func<int, double> value)
    {
        ArgumentNullException.ThrowIfNull(form);
        return torch.tensor([(float)value(0), (float)value(1), (float)value(2)]).reshape(1, 3, 1, 1).DetachFromDisposeScope();
    }
}
