namespace Lamina.Privacy.Features;

/// <summary>Several exposed tensors as one map, for attacks that take one.</summary>
internal static class FeatureStack
{
    /// <summary>
    /// Channel above channel on the finest grid, coarser ones enlarged by nearest neighbour; where one of them has no positions, all
    /// values as one vector.
    /// </summary>
    public static FeatureMap Of(FeatureSet set)
    {
        if (set.Maps.Count == 1)
        {
            return set.Maps[0];
        }

        if (!set.Maps.All(map => map.IsSpatial))
        {
            return set.Joined();
        }

        int height = set.Maps.Max(map => map.Height);
        int width = set.Maps.Max(map => map.Width);
        int channels = set.Maps.Sum(map => map.Channels);
        float[] values = new float[channels * height * width];
        int at = 0;
        foreach (FeatureMap map in set.Maps)
        {
            for (int channel = 0; channel < map.Channels; channel++)
            {
                ReadOnlySpan<float> plane = map.Values.AsSpan(channel * map.Height * map.Width, map.Height * map.Width);
                for (int y = 0; y < height; y++)
                {
                    for (int x = 0; x < width; x++)
                    {
                        values[at++] = plane[(y * map.Height / height * map.Width) + (x * map.Width / width)];
                    }
                }
            }
        }

        return new FeatureMap(channels, height, width, values);
    }
}
