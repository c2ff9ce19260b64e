using Lamina.Privacy.Scores;
using TorchSharp;

namespace Lamina.Privacy.Attacks.Learned;

/// <summary>Between pictures and torch's batches (batch, 3, rows, columns in 0..1).</summary>
internal static class PictureTensors
{
    /// <summary>A batch of whole pictures of one size.</summary>
    public static Tensor Stack(IReadOnlyList<UnitImage> images) =>
        Windows([.. images.Select(image => new PictureWindow(image, 0, 0, Mirrored: false))], images[0].Width, images[0].Height);

    /// <summary>A batch of parts of pictures.</summary>
    public static Tensor Windows(IReadOnlyList<PictureWindow> windows, int width, int height)
    {
        int plane = width * height;
        float[] values = new float[windows.Count * UnitImage.Channels * plane];
        Parallel.For(0, windows.Count * UnitImage.Channels, part =>
        {
            PictureWindow window = windows[part / UnitImage.Channels];
            ReadOnlySpan<double> from = window.Image.Plane(part % UnitImage.Channels);
            Span<float> to = values.AsSpan(part * plane, plane);
            for (int y = 0; y < height; y++)
            {
                ReadOnlySpan<double> row = from.Slice(((window.Top + y) * window.Image.Width) + window.Left, width);
                for (int x = 0; x < width; x++)
                {
                    to[(y * width) + x] = (float)row[window.Mirrored ? width - 1 - x : x];
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
/// <param name="Image">The picture.</param>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Mirrored">Left and right exchanged, after the part is taken.</param>
internal readonly record struct PictureWindow(UnitImage Image, int Left, int Top, bool Mirrored);
