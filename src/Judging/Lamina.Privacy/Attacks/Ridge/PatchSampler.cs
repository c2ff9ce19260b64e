using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Attacks.Ridge;

/// <summary>
/// Positions of a spatial cut as rows: the k x k neighbourhood of all channels (zeros beyond the border, as convolutions pad) and a
/// constant, against the patch of pixels the position stands for.
/// </summary>
internal sealed class PatchSampler
{
    private readonly FeatureMap _shape;
    private readonly int _radius;

    public PatchSampler(FeatureMap shape, int neighbourhood, int width, int height, IReadOnlyList<FeatureMap> training)
    {
        _shape = shape;
        _radius = neighbourhood / 2;
        Width = width;
        Height = height;
        PatchWidth = (width + shape.Width - 1) / shape.Width;
        PatchHeight = (height + shape.Height - 1) / shape.Height;
        Inputs = (neighbourhood * neighbourhood * shape.Channels) + 1;
        (Means, Scales) = Standardisation(shape, training);
    }

    /// <summary>Side of the neighbourhood.</summary>
    public int Neighbourhood => (2 * _radius) + 1;

    /// <summary>Per channel what is subtracted.</summary>
    public float[] Means { get; }

    /// <summary>Per channel what is then multiplied.</summary>
    public float[] Scales { get; }

    public int Width { get; }

    public int Height { get; }

    public int PatchWidth { get; }

    public int PatchHeight { get; }

    /// <summary>Values of a row of inputs; the last is the constant 1.</summary>
    public int Inputs { get; }

    /// <summary>Values of a row of targets: the patch's pixels, plane by plane.</summary>
    public int Targets => UnitImage.Channels * PatchWidth * PatchHeight;

    /// <summary>First pixel column of a position, so that the last patch ends at the border.</summary>
    public int Left(int column) => Math.Min((int)((long)column * Width / _shape.Width), Width - PatchWidth);

    /// <summary>First pixel row of a position.</summary>
    public int Top(int row) => Math.Min((int)((long)row * Height / _shape.Height), Height - PatchHeight);

    /// <summary>The standardised neighbourhood of one position.</summary>
    public void ReadInputs(FeatureMap map, int row, int column, Span<double> inputs)
    {
        int at = 0;
        for (int channel = 0; channel < map.Channels; channel++)
        {
            ReadOnlySpan<float> plane = map.Values.AsSpan(channel * map.Height * map.Width, map.Height * map.Width);
            for (int v = row - _radius; v <= row + _radius; v++)
            {
                for (int u = column - _radius; u <= column + _radius; u++)
                {
                    bool inside = v >= 0 && v < map.Height && u >= 0 && u < map.Width;
                    inputs[at++] = inside ? (plane[(v * map.Width) + u] - Means[channel]) * Scales[channel] : 0;
                }
            }
        }

        inputs[at] = 1;
        inputs[(at + 1)..].Clear();
    }

    /// <summary>The pixels of one position.</summary>
    public void ReadTargets(UnitImage image, int row, int column, Span<double> targets)
    {
        int at = 0;
        for (int channel = 0; channel < UnitImage.Channels; channel++)
        {
            ReadOnlySpan<double> plane = image.Plane(channel);
            for (int v = 0; v < PatchHeight; v++)
            {
                plane.Slice(((Top(row) + v) * Width) + Left(column), PatchWidth).CopyTo(targets[at..]);
                at += PatchWidth;
            }
        }

        targets[at..].Clear();
    }

    private static (float[] Means, float[] Scales) Standardisation(FeatureMap shape, IReadOnlyList<FeatureMap> training)
    {
        float[] means = new float[shape.Channels];
        float[] scales = new float[shape.Channels];
        int plane = shape.Height * shape.Width;
        for (int channel = 0; channel < shape.Channels; channel++)
        {
            double sum = 0;
            double squares = 0;
            foreach (FeatureMap map in training)
            {
                foreach (float value in map.Values.AsSpan(channel * plane, plane))
                {
                    sum += value;
                    squares += (double)value * value;
                }
            }

            double count = (double)plane * training.Count;
            double mean = sum / count;
            double variance = (squares / count) - (mean * mean);
            means[channel] = (float)mean;
            scales[channel] = variance > 1e-12 ? (float)(1 / Math.Sqrt(variance)) : 0;
        }

        return (means, scales);
    }
}
