using Lamina.Images.Decoding;
using Lamina.Testing;

namespace Lamina.Images.Tests;

/// <summary>The committed files under <c>Vectors</c>, and how far two pictures are apart.</summary>
internal static class Vector
{
    public static string PathOf(params string[] parts) => Checkout.Path(["tests", "Core", "Lamina.Images.Tests", "Vectors", .. parts]);

    public static Picture Load(params string[] parts) => PictureDecoder.Load(PathOf(parts));

    /// <summary>Largest and mean difference in levels.</summary>
    public static (int Max, double Mean) Difference(Picture expected, Picture actual)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        int max = 0;
        long sum = 0;
        for (int i = 0; i < expected.Pixels.Length; i++)
        {
            int difference = Math.Abs(expected.Pixels[i] - actual.Pixels[i]);
            max = Math.Max(max, difference);
            sum += difference;
        }

        return (max, (double)sum / expected.Pixels.Length);
    }
}
