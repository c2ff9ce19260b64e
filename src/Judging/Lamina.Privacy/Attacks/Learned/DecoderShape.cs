namespace Lamina.Privacy.Attacks.Learned;

/// <summary>Channels and residual blocks of a decoder on each resolution between the features' grid and the picture.</summary>
internal sealed record DecoderShape
{
    // By the number of doublings that are still to come: few channels where positions are many.
    private static readonly int[] Channels = [32, 32, 64, 128, 192, 256];

    /// <summary>Most channels that were seen to learn steadily at the full learning rate.</summary>
    private const int SteadyChannels = 64;

    private DecoderShape(int doublings, IReadOnlyList<(int Channels, int Blocks)> stages)
    {
        Doublings = doublings;
        Stages = stages;
    }

    /// <summary>Doublings between grid and picture, the last of which is the output's own.</summary>
    public int Doublings { get; }

    /// <summary>From the grid's own resolution on; the picture's is no stage unless it is the grid's.</summary>
    public IReadOnlyList<(int Channels, int Blocks)> Stages { get; }

    /// <summary>Multiply-accumulate operations of the blocks, per pixel of the picture.</summary>
    public double MacsPerPixel => Stages.Index().Sum(stage => 18.0 * stage.Item.Channels * stage.Item.Channels * stage.Item.Blocks / Math.Pow(4, Doublings - stage.Index));

    /// <summary>
    /// Part of the learning rate that the widest stage bears. Without normalisation every channel adds to what one step of Adam
    /// changes; at the full rate the decoder of block3_pool of a VGG-16 (128 channels) diverged within 600 steps and learned
    /// little more: SSIM 0.43 for 0.65 after the same three minutes.
    /// </summary>
    public double RateFactor => Math.Min(1, (double)SteadyChannels / Stages.Max(stage => stage.Channels));

    /// <summary>The shape for a cut.</summary>
    /// <param name="grid">Rows of the features.</param>
    /// <param name="image">Rows of the picture.</param>
    /// <param name="width">Factor of the channels.</param>
    public static DecoderShape For(int grid, int image, double width)
    {
        int doublings = Math.Max(0, (int)Math.Round(Math.Log2(image / (double)grid)));
        int stages = Math.Max(1, doublings);
        return new DecoderShape(doublings, [.. Enumerable.Range(0, stages).Select(stage => Stage(doublings - stage, stage == 0, width))]);
    }

    private static (int Channels, int Blocks) Stage(int left, bool first, double width) =>
        ((int)Math.Ceiling(width * Channels[Math.Min(left, Channels.Length - 1)] / 8) * 8, first ? (left <= 1 ? 2 : 4) : (left <= 1 ? 1 : 2));
}
