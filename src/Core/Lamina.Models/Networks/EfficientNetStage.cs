namespace Lamina.Models.Networks;

/// <summary>A stage of EfficientNet-B0 (Tan and Le 2019, arXiv 1905.11946, table 1).</summary>
internal readonly record struct EfficientNetStage(int Expansion, int Kernel, int Stride, int Channels, int Blocks)
{
    public const int StemChannels = 32;
    public const int HeadChannels = 1280;

    public static readonly EfficientNetStage[] B0 =
    [
        new(1, 3, 1, 16, 1), new(6, 3, 2, 24, 2), new(6, 5, 2, 40, 2), new(6, 3, 2, 80, 3),
        new(6, 5, 1, 112, 3), new(6, 5, 2, 192, 4), new(6, 3, 1, 320, 1),
    ];

    /// <summary>Channels inside squeeze-and-excitation: a quarter of what enters the block.</summary>
    public static int Squeezed(int inputChannels) => Math.Max(1, inputChannels / 4);
}
