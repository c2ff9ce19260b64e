namespace Lamina.Privacy.Features;

/// <summary>Features averaged over neighbouring positions, for comparisons of many images.</summary>
internal static class FeaturePool
{
    /// <summary>Halves the grid until at most so many values are left or there is one position.</summary>
    public static FeatureMap Reduce(FeatureMap map, int maxValues)
    {
        while (map.Values.Length > maxValues && map.IsSpatial)
        {
            map = Halve(map);
        }

        return map;
    }

    private static FeatureMap Halve(FeatureMap map)
    {
        int height = map.Height / 2;
        int width = map.Width / 2;
        float[] values = new float[map.Channels * height * width];
        int at = 0;
        for (int channel = 0; channel < map.Channels; channel++)
        {
            ReadOnlySpan<float> plane = map.Values.AsSpan(channel * map.Height * map.Width, map.Height * map.Width);
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    int first = (2 * y * map.Width) + (2 * x);
                    values[at++] = 0.25f * (plane[first] + plane[first + 1] + plane[first + map.Width] + plane[first + map.Width + 1]);
                }
            }
        }

        return new FeatureMap(map.Channels, height, width, values);
    }
}
