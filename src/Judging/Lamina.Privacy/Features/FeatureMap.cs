namespace Lamina.Privacy.Features;

/// <summary>The exposed features of one image: channels of one height and width, or a flat vector (height and width 1).</summary>
public sealed class FeatureMap
{
    /// <summary>Wraps values.</summary>
    /// <param name="channels">At least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="values">Channel by channel, row by row. Not copied.</param>
    /// <exception cref="ArgumentException">The number of values does not match.</exception>
    public FeatureMap(int channels, int height, int width, float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (values.Length != (long)channels * height * width)
        {
            throw new ArgumentException($"{values.Length} values were given for features of {channels}x{height}x{width}.", nameof(values));
        }

        Channels = channels;
        Height = height;
        Width = width;
        Values = values;
    }

    /// <summary>Number of channels.</summary>
    public int Channels { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Channel by channel, row by row.</summary>
    public float[] Values { get; }

    /// <summary>True where positions exist, so that an attack may look at neighbourhoods.</summary>
    public bool IsSpatial => Height > 1 && Width > 1;

    /// <summary>Throws unless all maps have one shape.</summary>
    internal static FeatureMap RequireOneShape(IReadOnlyList<FeatureMap> maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        if (maps.Count == 0)
        {
            throw new ArgumentException("No features were given.", nameof(maps));
        }

        FeatureMap first = maps[0];
        return maps.All(map => map.Channels == first.Channels && map.Height == first.Height && map.Width == first.Width)
            ? first
            : throw new ArgumentException("The features have different shapes.", nameof(maps));
    }
}
