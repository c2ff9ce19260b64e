namespace Lamina.Models.Networks;

/// <summary>Rows and columns of zeros around a feature map.</summary>
internal readonly record struct Padding(int Top, int Left, int Bottom, int Right)
{
    public static Padding None { get; }

    public static Padding All(int width) => new(width, width, width, width);

    /// <summary>Keras' <c>correct_pad</c>: what "same" means for stride 2 in its EfficientNets, one row less above when the height is even.</summary>
    public static Padding Correct(Feature x, int kernel)
    {
        int half = kernel / 2;
        return new Padding(half - 1 + (x.Height % 2), half - 1 + (x.Width % 2), half, half);
    }
}
