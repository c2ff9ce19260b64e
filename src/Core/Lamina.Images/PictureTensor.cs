using Lamina.Plans.Preprocess;

namespace Lamina.Images;

/// <summary>
/// A picture as numbers and back: value = (x - mean) / std. For every level and any sane mean and deviation the way back
/// is exact. The spans belong to the caller, who may have pinned them and wipes them.
/// </summary>
public sealed class PictureTensor
{
    private readonly TensorForm _form;
    private readonly float[][] _values;

    /// <summary>Prepares one layout, channel order and normalisation. Immutable, so safe for concurrent use.</summary>
    /// <param name="form">Valid, as <see cref="Preprocessing.Validate"/> checks.</param>
    public PictureTensor(TensorForm form)
    {
        ArgumentNullException.ThrowIfNull(form);
        _form = form;
        _values = [Levels(form, 0), Levels(form, 1), Levels(form, 2)];
    }

    /// <summary>Writes the tensor of one picture.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="tensor">Exactly <c>3 * width * height</c> values; written in the form's layout.</param>
    public void Fill(Picture picture, Span<float> tensor)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ReadOnlySpan<byte> pixels = picture.Pixels;
        ArgumentOutOfRangeException.ThrowIfNotEqual(tensor.Length, pixels.Length, nameof(tensor));
        int area = pixels.Length / 3;
        for (int channel = 0; channel < 3; channel++)
        {
            ReadOnlySpan<float> values = _values[channel];
            (int start, int step) = Place(channel, area);
            for (int from = Colour(channel), to = start; from < pixels.Length; from += 3, to += step)
            {
                tensor[to] = values[pixels[from]];
            }
        }
    }

    /// <summary>Undoes the tensor: RGB in 0..1 (levels divided by 255), rows of pixels of three values, clipped; what is no number becomes 0.</summary>
    /// <param name="tensor">Any numbers in the form's layout, such as a reconstruction.</param>
    /// <param name="rgb">As many values as <paramref name="tensor"/> has.</param>
    public void Undo(ReadOnlySpan<float> tensor, Span<float> rgb)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, tensor.Length, nameof(rgb));
        ArgumentOutOfRangeException.ThrowIfNotEqual(tensor.Length % 3, 0, nameof(tensor));
        for (int channel = 0; channel < 3; channel++)
        {
            (int start, int step) = Place(channel, tensor.Length / 3);
            for (int from = start, to = Colour(channel); to < rgb.Length; from += step, to += 3)
            {
                rgb[to] = (float)(Level(channel, tensor[from]) / 255);
            }
        }
    }

    /// <summary>Undoes the tensor to the nearest picture: clipped, rounded to 8 bits; what is no number becomes black.</summary>
    /// <param name="tensor">Any numbers in the form's layout.</param>
    /// <param name="width">The picture's width.</param>
    /// <param name="height">The picture's height.</param>
    public Picture ToPicture(ReadOnlySpan<float> tensor, int width, int height)
    {
        var picture = new Picture(width, height);
        Span<byte> pixels = picture.Pixels;
        ArgumentOutOfRangeException.ThrowIfNotEqual(tensor.Length, pixels.Length, nameof(tensor));
        for (int channel = 0; channel < 3; channel++)
        {
            (int start, int step) = Place(channel, pixels.Length / 3);
            for (int from = start, to = Colour(channel); to < pixels.Length; from += step, to += 3)
            {
                pixels[to] = (byte)Math.Round(Level(channel, tensor[from]));
            }
        }

        return picture;
    }

    /// <summary>The level in 0..255 that a value stands for.</summary>
    private double Level(int channel, float value)
    {
        double level = (value * _form.Std[channel]) + _form.Mean[channel];
        return double.IsNaN(level) ? 0 : Math.Clamp(level, 0, 255);
    }

    /// <summary>Where a channel's values lie in the tensor.</summary>
    private (int Start, int Step) Place(int channel, int area) => _form.Layout == TensorLayout.Nchw ? (channel * area, 1) : (channel, 3);

    /// <summary>Where a channel's bytes lie in an RGB pixel.</summary>
    private int Colour(int channel) => _form.Channels == ChannelOrder.Rgb ? channel : 2 - channel;

    private static float[] Levels(TensorForm form, int channel)
    {
        float[] values = new float[256];
        for (int level = 0; level < values.Length; level++)
        {
            values[level] = (float)((level - form.Mean[channel]) / form.Std[channel]);
        }

        return values;
    }
}
