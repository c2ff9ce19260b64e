using System.IO.Compression;
using Lamina.Privacy.Scores;
using Lamina.Testing;

namespace Lamina.Privacy.Tests.Scores;

/// <summary>The pictures of score-cases.json, built as make_reference.py builds them.</summary>
internal static class ReferencePictures
{
    private const int Width = 176;
    private const int Height = 181;

    public static UnitImage Astronaut => Photo("astronaut-176x181.rgb.gz");

    public static UnitImage Coffee => Photo("coffee-176x181.rgb.gz");

    public static (UnitImage First, UnitImage Second) Case(string name) => name switch
    {
        "constant-equal" => (Grey(32, 24, 0.5), Grey(32, 24, 0.5)),
        "constant-other" => (Grey(32, 24, 0.25), Grey(32, 24, 0.75)),
        "constant-black" => (Grey(11, 11, 0), Grey(11, 11, 1)),
        "noise-noise" => (Noise(61, 47, 1), Noise(61, 47, 2)),
        "noise-grey" => (Noise(61, 47, 1), Grey(61, 47, 0.5)),
        "gradient-gamma" => (Gradient(33, 45), Map(Gradient(33, 45), value => value * value)),
        "gradient-noise" => (Gradient(33, 45), Noise(33, 45, 3)),
        "smallest" => (Noise(11, 11, 4), Gradient(11, 11)),
        "photo-equal" => (Astronaut, Astronaut),
        "photo-shifted" => (Astronaut, Roll(Astronaut)),
        "photo-noisy" => (Astronaut, Combine(Astronaut, Noise(Width, Height, 5), (a, b) => a + (0.2 * (b - 0.5)))),
        "photo-mean-colour" => (Coffee, MeanColour(Coffee)),
        "photo-other" => (Astronaut, Coffee),
        "photo-blend" => (Astronaut, Combine(Astronaut, Coffee, (a, b) => (0.5 * a) + (0.5 * b))),
        "photo-negative" => (Coffee, Map(Coffee, value => 1 - value)),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such case"),
    };

    public static UnitImage Grey(int width, int height, double value) => UnitImage.Constant(width, height, value, value, value);

    /// <summary>Numerical Recipes' 32-bit generator, its upper 24 bits, row by row, channels innermost.</summary>
    public static UnitImage Noise(int width, int height, uint seed)
    {
        uint state = seed;
        double[] values = new double[3 * width * height];
        for (int i = 0; i < values.Length; i++)
        {
            state = unchecked((1664525 * state) + 1013904223);
            values[i] = (state >> 8) / 16777216.0;
        }

        return UnitImage.FromInterleaved(width, height, values);
    }

    public static UnitImage Gradient(int width, int height)
    {
        double[] values = new double[3 * width * height];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ((i / 3 % width) + (2 * (i / 3 / width)) + (7 * (i % 3))) / (double)(width + (2 * height) + 14);
        }

        return UnitImage.FromInterleaved(width, height, values);
    }

    public static UnitImage Map(UnitImage image, Func<double, double> map) => Combine(image, image, (value, _) => map(value));

    public static UnitImage Combine(UnitImage first, UnitImage second, Func<double, double, double> combine)
    {
        double[] values = new double[first.Values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = combine(first.Values[i], second.Values[i]);
        }

        return UnitImage.FromPlanar(first.Width, first.Height, values);
    }

    public static UnitImage MeanColour(UnitImage image)
    {
        double[] means = [.. Enumerable.Range(0, 3).Select(channel => image.Plane(channel).ToArray().Average())];
        return UnitImage.Constant(image.Width, image.Height, means[0], means[1], means[2]);
    }

    /// <summary>Every column one to the right, the last to the front.</summary>
    private static UnitImage Roll(UnitImage image)
    {
        double[] values = new double[image.Values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int column = i % image.Width;
            values[i] = image.Values[i - column + ((column + image.Width - 1) % image.Width)];
        }

        return UnitImage.FromPlanar(image.Width, image.Height, values);
    }

    private static UnitImage Photo(string file)
    {
        using FileStream packed = File.OpenRead(Checkout.Path("tests", "Judging", "Lamina.Privacy.Tests", "Scores", file));
        using GZipStream unpacked = new(packed, CompressionMode.Decompress);
        using MemoryStream bytes = new();
        unpacked.CopyTo(bytes);
        return UnitImage.FromBytes(Width, Height, bytes.ToArray());
    }
}
