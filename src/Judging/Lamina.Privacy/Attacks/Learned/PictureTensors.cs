using Lamina.Privacy.Scores;
using TorchSharp;

namespace Lamina.Privacy.Attacks.Learned;

/// <summary>Between pictures and torch's batches (batch, 3, rows, columns in 0..1).</summary>
internal static class PictureTensors
{
    /// <summary>A batch of whole pictures of one size.</summary>
    public static Tensor Stack(IReadOnlyList<UnitImage> images) =>
        Windows([.. images.Select(image => new PictureWindow(Floats(image), image.Width, 0, 0, Mirrored: false))], images[0].Width, images[0].Height);

    /// <summary>A picture's planes in single precision.</summary>
    public static float[] Floats(UnitImage image)
    {
        float[] values = new float[image.Values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)image.Values[i];
        }

        return values;
    }

    /// <summary>A batch of parts of pictures.</summary>
    public static Tensor Windows(IReadOnlyList<PictureWindow> windows, int width, int height)
    {
        int plane = width * height;
        float[] values = new float[windows.Count * UnitImage.Channels * plane];
        Parallel.For(0, windows.Count * UnitImage.Channels, part =>
        {
            PictureWindow window = windows[part / UnitImage.Channels];
            int whole = window.Planes.Length / UnitImage.Channels;
            ReadOnlySpan<float> from = window.Planes.AsSpan(part % UnitImage.Channels * whole, whole);
            Span<float> to = values.AsSpan(part * plane, plane);
            for (int y = 0; y < height; y++)
            {
                Span<float> row = to.Slice(y * width, width);
                from.Slice(((window.Top + y) * window.Width) + window.Left, width).CopyTo(row);
                if (window.Mirrored)
                {
                    row.Reverse();
                }
            }
        });
        return torch.tensor(values).reshape(windows.Count, UnitImage.Channels, height, width);
    }

    /// <summary>The pictures of a batch, clipped to 0..1.</summary>
    public static IReadOnlyList<UnitImage> Unstack(Tensor batch)
    {
        int height = (int)batch.shape[2];
        int width = (int)batch.shape[3];
        int length = UnitImage.Channels * height * width;
        float[] values = batch.detach().contiguous().data<float>().ToArray();
        return [.. Enumerable.Range(0, (int)batch.shape[0]).Select(i => UnitImage.FromPlanar(width, height, values.AsSpan(i * length, length)))];
    }
}

/// <summary>A part of a picture, the size of which its batch sets.</summary>
/// <param name="Planes">The picture: red, green and blue, row by row.</param>
/// <param name="Width">Its width.</param>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Mirrored">Left and right exchanged, after the part is taken.</param>
internal readonly record struct PictureWindow(float[] Planes, int Width, int Left, int Top, bool Mirrored);
