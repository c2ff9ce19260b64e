using TorchSharp;

namespace Lamina.Privacy.Features;

/// <summary>
/// How an exposed tensor of any rank is read as channels on a grid. Found from its shape and the image's: attacks see channels,
/// height and width, whatever the network calls its axes.
/// </summary>
internal sealed record FeatureForm
{
    private FeatureForm(FeatureAxes axes, int channels, int height, int width, int prefix)
    {
        Axes = axes;
        Channels = channels;
        Height = height;
        Width = width;
        Prefix = prefix;
    }

    /// <summary>Meaning of the axes.</summary>
    public FeatureAxes Axes { get; }

    /// <summary>Channels on the grid; tokens without a place (a class token) are further constant channels.</summary>
    public int Channels { get; }

    /// <summary>Rows of the grid for a whole image.</summary>
    public int Height { get; }

    /// <summary>Columns of the grid for a whole image.</summary>
    public int Width { get; }

    /// <summary>Tokens before those that have a place.</summary>
    public int Prefix { get; }

    /// <summary>True where positions exist.</summary>
    public bool IsSpatial => Height > 1 && Width > 1;

    /// <summary>Reads a shape with a batch of one.</summary>
    /// <param name="shape">The tensor's shape for one whole image.</param>
    /// <param name="imageWidth">The image's width.</param>
    /// <param name="imageHeight">The image's height.</param>
    public static FeatureForm Of(ReadOnlySpan<long> shape, int imageWidth, int imageHeight)
    {
        if (shape.Length == 4 && shape[0] == 1 && Fits(shape[2], shape[3], imageWidth, imageHeight))
        {
            return new FeatureForm(FeatureAxes.ChannelsFirst, (int)shape[1], (int)shape[2], (int)shape[3], 0);
        }

        if (shape.Length == 4 && shape[0] == 1 && Fits(shape[1], shape[2], imageWidth, imageHeight))
        {
            return new FeatureForm(FeatureAxes.ChannelsLast, (int)shape[3], (int)shape[1], (int)shape[2], 0);
        }

        // Vision transformers put at most a few tokens (class, distillation, registers) before those of the patches.
        for (int prefix = 0; shape.Length == 3 && shape[0] == 1 && prefix <= 8; prefix++)
        {
            long places = shape[1] - prefix;
            long rows = (long)Math.Round(Math.Sqrt(Math.Max(0, places) * imageHeight / (double)imageWidth));
            if (rows > 1 && places % rows == 0 && Fits(rows, places / rows, imageWidth, imageHeight))
            {
                return new FeatureForm(FeatureAxes.Tokens, (int)shape[2] * (1 + prefix), (int)rows, (int)(places / rows), prefix);
            }
        }

        long count = 1;
        foreach (long dimension in shape)
        {
            count *= dimension;
        }

        return new FeatureForm(FeatureAxes.Flat, checked((int)count), 1, 1, 0);
    }

    /// <summary>The tensor as batch, channels, rows, columns. Differentiable. For parts of images only where <see cref="Axes"/> keeps rows and columns.</summary>
    /// <param name="raw">The network's tensor, batch first.</param>
    public Tensor Grid(Tensor raw)
    {
        long batch = raw.shape[0];
        switch (Axes)
        {
            case FeatureAxes.ChannelsFirst:
                return raw;
            case FeatureAxes.ChannelsLast:
                return raw.permute(0, 3, 1, 2);
            case FeatureAxes.Tokens:
                Tensor placed = raw.narrow(1, Prefix, (long)Height * Width).transpose(1, 2).reshape(batch, -1, Height, Width);
                return Prefix == 0
                    ? placed
                    : torch.cat([placed, raw.narrow(1, 0, Prefix).reshape(batch, -1, 1, 1).expand(batch, -1, Height, Width)], 1);
            default:
                return raw.reshape(batch, -1, 1, 1);
        }
    }

    /// <summary>A grid has the image's proportions, up to the rounding of its borders, and is no larger.</summary>
    private static bool Fits(long rows, long columns, int width, int height) =>
        rows is > 1 && columns is > 1 && rows <= height + 16 && columns <= width + 16
        && Math.Abs((rows * width) - (columns * height)) <= 1.5 * Math.Max(width, height);
}

/// <summary>Order of an exposed tensor's axes after the batch.</summary>
internal enum FeatureAxes
{
    /// <summary>Channel, row, column.</summary>
    ChannelsFirst,

    /// <summary>Row, column, channel.</summary>
    ChannelsLast,

    /// <summary>Position, channel.</summary>
    Tokens,

    /// <summary>No positions.</summary>
    Flat,
}
