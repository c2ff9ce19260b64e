using System.Globalization;

namespace Lamina.Models.Zoo;

/// <summary>Size of the pictures that a network takes, as people write it: <c>3x224x224</c>, channels first whatever the layout in memory.</summary>
/// <param name="Channels">Colour channels, 1 to 64.</param>
/// <param name="Height">Rows, 1 to <see cref="MaxSide"/>.</param>
/// <param name="Width">Columns, 1 to <see cref="MaxSide"/>.</param>
public sealed record PictureShape(int Channels, int Height, int Width)
{
    /// <summary>Longest side.</summary>
    public const int MaxSide = 4096;

    /// <summary>Reads <c>3x224x224</c>.</summary>
    /// <exception cref="ZooException">It is written otherwise, or a number is out of range.</exception>
    public static PictureShape Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int[] numbers = [.. text.Split('x').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0)];
        return numbers is [>= 1 and <= 64, >= 1 and <= MaxSide, >= 1 and <= MaxSide]
            ? new PictureShape(numbers[0], numbers[1], numbers[2])
            : throw new ZooException($"The input '{text}' is not of the form 3x224x224 with sides up to {MaxSide}.");
    }

    /// <summary>Such as <c>3x224x224</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Channels}x{Height}x{Width}");
}
