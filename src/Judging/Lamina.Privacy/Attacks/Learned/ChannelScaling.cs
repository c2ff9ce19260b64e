using Lamina.Privacy.Features;

namespace Lamina.Privacy.Attacks.Learned;

/// <summary>Mean and deviation of every channel, on the adversary's images; channels that never change become 0.</summary>
internal sealed class ChannelScaling
{
    private const double Smallest = 1e-6;

    private ChannelScaling(float[][] means, float[][] scales)
    {
        Means = means;
        Scales = scales;
    }

    /// <summary>Per exposed tensor one mean per channel.</summary>
    public float[][] Means { get; }

    /// <summary>Per exposed tensor one factor per channel, 1 / deviation.</summary>
    public float[][] Scales { get; }

    /// <summary>Measures.</summary>
    /// <param name="sets">Features of the adversary's images.</param>
    public static ChannelScaling Of(IReadOnlyList<FeatureSet> sets)
    {
        int tensors = sets[0].Maps.Count;
        var means = new float[tensors][];
        var scales = new float[tensors][];
        for (int t = 0; t < tensors; t++)
        {
            (means[t], scales[t]) = Measure([.. sets.Select(set => set.Maps[t])]);
        }

        return new ChannelScaling(means, scales);
    }

    private static (float[] Means, float[] Scales) Measure(IReadOnlyList<FeatureMap> maps)
    {
        FeatureMap shape = FeatureMap.RequireOneShape(maps);
        int plane = shape.Height * shape.Width;
        float[] means = new float[shape.Channels];
        float[] scales = new float[shape.Channels];
        Parallel.For(0, shape.Channels, channel =>
        {
            double sum = 0;
            double squares = 0;
            foreach (FeatureMap map in maps)
            {
                foreach (float value in map.Values.AsSpan(channel * plane, plane))
                {
                    sum += value;
                    squares += (double)value * value;
                }
            }

            double count = (double)plane * maps.Count;
            double deviation = Math.Sqrt(Math.Max(0, (squares / count) - (sum / count * (sum / count))));
            means[channel] = (float)(sum / count);
            scales[channel] = deviation > Smallest ? (float)(1 / deviation) : 0;
        });
        return (means, scales);
    }
}
