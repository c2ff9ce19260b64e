namespace Lamina.Privacy.Scores;

/// <summary>
/// A picture as the scores see it: RGB in 0..1, float64, planar (all of red, then green, then blue), row by row.
/// Colour order, layout and normalisation of the network are undone before one is made.
/// </summary>
public sealed class UnitImage
{
    /// <summary>Number of colour planes.</summary>
    public const int Channels = 3;

    /// <summary>Longest side that is accepted.</summary>
    public const int MaxSide = 16384;

    private readonly double[] _values;

    private UnitImage(int width, int height, double[] values)
    {
        Width = width;
        Height = height;
        _values = values;
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Pixels of one plane.</summary>
    public int PlaneLength => Width * Height;

    /// <summary>All three planes, red first; each value in 0..1.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>One plane.</summary>
    /// <param name="channel">0 red, 1 green, 2 blue.</param>
    public ReadOnlySpan<double> Plane(int channel) => _values.AsSpan(channel * PlaneLength, PlaneLength);

    /// <summary>From planes (red, green, blue). Values outside 0..1 are clipped.</summary>
    /// <exception cref="ArgumentException">The length does not match, or a value is not a number: a reconstruction that is not finite is a broken attack.</exception>
    public static UnitImage FromPlanar(int width, int height, ReadOnlySpan<double> values)
    {
        CheckLength(width, height, values.Length);
        double[] copy = values.ToArray();
        Clip(copy);
        return new UnitImage(width, height, copy);
    }

    /// <inheritdoc cref="FromPlanar(int, int, ReadOnlySpan{double})"/>
    public static UnitImage FromPlanar(int width, int height, ReadOnlySpan<float> values)
    {
        CheckLength(width, height, values.Length);
        double[] copy = new double[values.Length];
        for (int i = 0; i < copy.Length; i++)
        {
            copy[i] = values[i];
        }

        Clip(copy);
        return new UnitImage(width, height, copy);
    }

    /// <summary>From pixels (red, green and blue side by side). Values outside 0..1 are clipped.</summary>
    /// <exception cref="ArgumentException">The length does not match, or a value is not a number.</exception>
    public static UnitImage FromInterleaved(int width, int height, ReadOnlySpan<double> values)
    {
        CheckLength(width, height, values.Length);
        double[] planes = new double[values.Length];
        int plane = width * height;
        for (int i = 0; i < plane; i++)
        {
            planes[i] = values[3 * i];
            planes[plane + i] = values[(3 * i) + 1];
            planes[(2 * plane) + i] = values[(3 * i) + 2];
        }

        Clip(planes);
        return new UnitImage(width, height, planes);
    }

    /// <summary>From 8-bit pixels (red, green and blue side by side), divided by 255.</summary>
    /// <exception cref="ArgumentException">The length does not match.</exception>
    public static UnitImage FromBytes(int width, int height, ReadOnlySpan<byte> values)
    {
        CheckLength(width, height, values.Length);
        double[] planes = new double[values.Length];
        int plane = width * height;
        for (int i = 0; i < plane; i++)
        {
            planes[i] = values[3 * i] / 255.0;
            planes[plane + i] = values[(3 * i) + 1] / 255.0;
            planes[(2 * plane) + i] = values[(3 * i) + 2] / 255.0;
        }

        return new UnitImage(width, height, planes);
    }

    /// <summary>One colour everywhere.</summary>
    public static UnitImage Constant(int width, int height, double red, double green, double blue)
    {
        int plane = width * height;
        CheckLength(width, height, Channels * plane);
        double[] values = new double[Channels * plane];
        values.AsSpan(0, plane).Fill(red);
        values.AsSpan(plane, plane).Fill(green);
        values.AsSpan(2 * plane, plane).Fill(blue);
        Clip(values);
        return new UnitImage(width, height, values);
    }

    /// <summary>Throws unless the other picture has the same size.</summary>
    internal void RequireSameSize(UnitImage other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Width != other.Width || Height != other.Height)
        {
            throw new ArgumentException($"The pictures are {Width}x{Height} and {other.Width}x{other.Height}; scores need one size.", nameof(other));
        }
    }

    private static void CheckLength(int width, int height, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaxSide);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, MaxSide);
        if (length != (long)Channels * width * height)
        {
            throw new ArgumentException($"{length} values were given for an RGB picture of {width}x{height}, which has {(long)Channels * width * height}.");
        }
    }

    private static void Clip(Span<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                throw new ArgumentException($"Value {i} of the picture is {values[i]}; a finite number was wanted.");
            }

            values[i] = Math.Clamp(values[i], 0, 1);
        }
    }
}
