namespace Lamina.Images.Figures;

/// <summary>How <see cref="FeatureMaps"/> draws.</summary>
public sealed record FeatureMapStyle
{
    /// <summary>Most channels that are drawn, evenly picked over all of them; default 64, at least 1.</summary>
    public int MaxChannels { get; init; } = 64;

    /// <summary>Small maps are enlarged by a whole factor until their longer side has at least this many pixels; default 48.</summary>
    public int MinTileSide { get; init; } = 48;

    /// <summary>Pixels between maps; default 2.</summary>
    public int Gap { get; init; } = 2;

    /// <summary>Colours; default <see cref="ColourMap.Viridis"/>.</summary>
    public ColourMap Colours { get; init; }

    /// <summary>True for tensors of four dimensions whose channel is the last one; default false.</summary>
    public bool ChannelsLast { get; init; }
}

/// <summary>Draws the tensor at a cut, so that a person can see what a worker sees.</summary>
public static class FeatureMaps
{
    /// <summary>A grey that parts tiles on light pages and on dark ones.</summary>
    private const byte Ground = 0x80;

    /// <summary>
    /// Draws one sample: [1,C,H,W] as C tiles, each stretched to its own minimum and maximum; [1,H,W] as one tile;
    /// [1,C] as one nearly square tile. Without a batch dimension of 1 in front the same ranks less one are not taken.
    /// </summary>
    /// <param name="tensor">The values in memory order.</param>
    /// <param name="shape">Two to four dimensions, the first of which is 1.</param>
    /// <param name="style">How to draw; null for the defaults.</param>
    /// <exception cref="ArgumentException">Another shape, or one that does not fit the number of values.</exception>
    public static Picture Draw(ReadOnlySpan<float> tensor, ReadOnlySpan<long> shape, FeatureMapStyle? style = null)
    {
        style ??= new FeatureMapStyle();
        ArgumentOutOfRangeException.ThrowIfLessThan(style.MaxChannels, 1, nameof(style));
        Maps maps = Arrange(tensor.Length, shape, style.ChannelsLast);
        int drawn = Math.Min(maps.Channels, style.MaxChannels);
        int factor = Math.Max(1, (style.MinTileSide + Math.Max(maps.Width, maps.Height) - 1) / Math.Max(maps.Width, maps.Height));
        var tiles = new Picture[drawn];
        for (int i = 0; i < drawn; i++)
        {
            int channel = (int)((long)i * maps.Channels / drawn);
            tiles[i] = Tile(tensor, maps, channel, factor, style.Colours);
        }

        return PictureGrid.Compose(tiles, Columns(drawn), style.Gap, Ground);
    }

    /// <summary>Nearly square, and without an empty cell where a number of columns up to twice the square root allows it.</summary>
    private static int Columns(int tiles)
    {
        int square = (int)Math.Ceiling(Math.Sqrt(tiles));
        for (int columns = square; columns <= 2 * square && columns <= tiles; columns++)
        {
            if (tiles % columns == 0)
            {
                return columns;
            }
        }

        return square;
    }

    private static Picture Tile(ReadOnlySpan<float> tensor, Maps maps, int channel, int factor, ColourMap colours)
    {
        var tile = new Picture(maps.Width * factor, maps.Height * factor);
        (float low, float span) = Range(tensor, maps, channel);
        for (int y = 0; y < maps.Height; y++)
        {
            Span<byte> row = tile.Row(y * factor);
            for (int x = 0; x < maps.Width; x++)
            {
                int at = maps.At(channel, y, x);
                float value = at < tensor.Length && span > 0 ? (tensor[at] - low) / span : 0;
                ReadOnlySpan<byte> colour = ColourMaps.Colour(colours, value);
                for (int copy = 0; copy < factor; copy++)
                {
                    colour.CopyTo(row[(((x * factor) + copy) * 3)..]);
                }
            }

            for (int copy = 1; copy < factor; copy++)
            {
                row.CopyTo(tile.Row((y * factor) + copy));
            }
        }

        return tile;
    }

    private static (float Low, float Span) Range(ReadOnlySpan<float> tensor, Maps maps, int channel)
    {
        (float low, float high) = (float.PositiveInfinity, float.NegativeInfinity);
        for (int i = 0; i < maps.Width * maps.Height; i++)
        {
            int at = maps.At(channel, i / maps.Width, i % maps.Width);
            if (at < tensor.Length && float.IsFinite(tensor[at]))
            {
                low = Math.Min(low, tensor[at]);
                high = Math.Max(high, tensor[at]);
            }
        }

        return high > low ? (low, high - low) : (0, 0);
    }

    private static Maps Arrange(int length, ReadOnlySpan<long> shape, bool channelsLast)
    {
        long count = 1;
        foreach (long dimension in shape)
        {
            count = dimension is >= 1 and <= int.MaxValue ? Math.Min(count * dimension, int.MaxValue + 1L) : 0;
        }

        if (shape.Length is < 2 or > 4 || shape[0] != 1 || count != length)
        {
            throw new ArgumentException($"A shape of 2 to 4 dimensions that starts with 1 and fits {length} values was wanted, not [{string.Join(',', shape.ToArray())}].", nameof(shape));
        }

        if (shape.Length == 2)
        {
            int side = (int)Math.Ceiling(Math.Sqrt(length));
            return new Maps(1, (length + side - 1) / side, side, 0, side, 1);
        }

        int[] size = [.. shape.ToArray().Select(dimension => (int)dimension)];
        return shape.Length == 3 ? new Maps(1, size[1], size[2], 0, size[2], 1)
            : channelsLast ? new Maps(size[3], size[1], size[2], 1, size[2] * size[3], size[3])
            : new Maps(size[1], size[2], size[3], size[2] * size[3], size[3], 1);
    }

    /// <summary>Sizes, and the distance in memory between neighbours along each of them.</summary>
    private readonly record struct Maps(int Channels, int Height, int Width, int PerChannel, int PerRow, int PerColumn)
    {
        public int At(int channel, int y, int x) => (channel * PerChannel) + (y * PerRow) + (x * PerColumn);
    }
}
