namespace Lamina.Privacy.Attacks.Learned;

/// <summary>
/// How long a learned attack trains. The learning rate rises briefly and falls along a cosine to 0 within <see cref="Steps"/>; then
/// the steps are doubled, with a rise and fall of their own, until doubling gains too little: that is what
/// <see cref="ITrainedReconstructor.StepDoublingGain"/> reports. The weights of the best validation are kept.
/// </summary>
/// <remarks>The continuation is warm, so the gain is that of twice the steps in two cosines, not of one cosine twice as long.</remarks>
public sealed record LearningPlan
{
    /// <summary>Steps of the first cosine. Default 800.</summary>
    public long Steps { get; init; } = 800;

    /// <summary>Doublings at most; 0 measures no gain. Default 2: up to four times the steps.</summary>
    public int MaxDoublings { get; init; } = 2;

    /// <summary>A doubling that gains less validation SSIM than this is the last. Default 0.01, the verdict's.</summary>
    public double LeastGain { get; init; } = 0.01;

    /// <summary>Highest learning rate of AdamW. Default 0.002.</summary>
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>Pairs a step; 0, the default, for as many as have 100,000 pixels: 8 parts of 112x112, 64 pictures of 32x32.</summary>
    public int Batch { get; init; }

    /// <summary>Factor of the decoder's channels. Default 1.</summary>
    public double Width { get; init; } = 1;

    /// <summary>Throws if a setting makes no sense. A learning rate of 0 is allowed: a broken attack must look broken, not fail.</summary>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Steps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDoublings, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxDoublings, 16);
        ArgumentOutOfRangeException.ThrowIfLessThan(LearningRate, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(Batch, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Batch, 4096);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Width, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Width, 8);
    }

    /// <summary>Share of the highest learning rate at a point of a cosine.</summary>
    /// <param name="progress">0 at the start, 1 at the end.</param>
    internal static double Rate(double progress)
    {
        const double Rise = 0.04;
        return progress < Rise
            ? (progress + 0.002) / (Rise + 0.002)
            : 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, (progress - Rise) / (1 - Rise))));
    }
}
