using Lamina.Privacy.Scores;
using Lamina.Privacy.Statistics;

namespace Lamina.Privacy.Synthesis;

/// <summary>
/// Pictures for an adversary who has none: opaque shapes of all sizes on each other, each with a colour and a gradient of its own ("dead
/// leaves": Lee, Mumford, Huang 2001; as training data Baradad et al., arXiv 2106.05963). Their edges and colours are statistically like
/// those of photographs; what they show is not.
/// </summary>
public static class SyntheticPictures
{
    private const int Leaves = 48;

    /// <summary>Pictures in an order that follows from the seed; of 8 bits, as decoded ones are.</summary>
    /// <param name="count">How many.</param>
    /// <param name="size">Their size.</param>
    /// <param name="seed">Decides them.</param>
    public static IEnumerable<UnitImage> Make(int count, (int Width, int Height) size, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(size.Width, 1, nameof(size));
        ArgumentOutOfRangeException.ThrowIfLessThan(size.Height, 1, nameof(size));
        return Enumerable.Range(0, count).Select(i => One(new SeededRandom(unchecked((seed * 1_000_003) + i)), size.Width, size.Height));
    }

    private static UnitImage One(SeededRandom random, int width, int height)
    {
        byte[] pixels = new byte[width * height * UnitImage.Channels];
        double side = Math.Min(width, height);
        double grain = 0.04 * random.NextDouble();
        Paint(pixels, width, height, random, grain, (_, _) => true);
        for (int leaf = 0; leaf < Leaves; leaf++)
        {
            // Radii with a density of r^-3, so that every scale covers the same area.
            double radius = 0.05 * side / Math.Sqrt(1 - (random.NextDouble() * (1 - Math.Pow(0.05 / 0.45, 2))));
            (double x, double y) = (random.NextDouble() * width, random.NextDouble() * height);
            (double sin, double cos) = Math.SinCos(Math.PI * random.NextDouble());
            double stretch = 0.3 + (0.7 * random.NextDouble());
            bool box = random.Next(2) == 0;
            Paint(pixels, width, height, random, grain, (column, row) =>
            {
                double along = (((column - x) * cos) + ((row - y) * sin)) / radius;
                double across = (((row - y) * cos) - ((column - x) * sin)) / (radius * stretch);
                return box ? Math.Abs(along) < 1 && Math.Abs(across) < 1 : (along * along) + (across * across) < 1;
            });
        }

        return UnitImage.FromBytes(width, height, pixels);
    }

    /// <summary>Fills a region with a colour near a grey level, brighter to one side, and grain.</summary>
    private static void Paint(byte[] pixels, int width, int height, SeededRandom random, double grain, Func<int, int, bool> inside)
    {
        double level = random.NextDouble();
        double[] colour = [.. Enumerable.Range(0, UnitImage.Channels).Select(_ => level + (0.4 * (random.NextDouble() - 0.5)))];
        (double right, double down) = (0.5 * (random.NextDouble() - 0.5), 0.5 * (random.NextDouble() - 0.5));
        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++)
            {
                if (inside(column, row))
                {
                    double light = (right * ((column / (double)width) - 0.5)) + (down * ((row / (double)height) - 0.5)) + (grain * (random.NextDouble() - 0.5));
                    for (int channel = 0; channel < UnitImage.Channels; channel++)
                    {
                        pixels[(((row * width) + column) * UnitImage.Channels) + channel] = (byte)Math.Round(255 * Math.Clamp(colour[channel] + light, 0, 1));
                    }
                }
            }
        }
    }
}
