namespace Lamina.Privacy.Attacks.Learned;

/// <summary>
/// How long a learned attack trains. The learning rate rises within a few steps, stays, and falls along a cosine to 0 in the last
/// <see cref="Fall"/> of <see cref="Steps"/>. Then the steps are doubled until that gains too little, which is what
/// <see cref="ITrainedReconstructor.StepDoublingGain"/> reports. The weights of the best validation are kept.
/// </summary>
/// <remarks>
/// A doubling goes on from where the rate began to fall, not from where it ended: it gives the very network that twice the steps give
/// from the start (Haegele et al., arXiv 2405.18392, on such schedules), so that the gain is that of a longer run and not of a restart.
/// </remarks>
public sealed record LearningPlan
{
    /// <summary>Part of the steps in which the rate falls, at the end.</summary>
    internal const double Fall = 0.4;

    /// <summary>Steps in which the rate rises.</summary>
    private const double Rise = 24;

    /// <summary>Steps before any doubling. Default 800.</summary>
    public long Steps { get; init; } = 800;

    /// <summary>Doublings at most; 0 measures no gain. Default 2: up to four times the steps.</summary>
    public int MaxDoublings { get; init; } = 2;

    /// <summary>A doubling that gains less validation SSIM than this is the last. Default 0.01, the verdict's.</summary>
    public double LeastGain { get; init; } = 0.01;

    /// <summary>Highest learning rate of AdamW; wide decoders take a part of it (<see cref="DecoderShape.RateFactor"/>). Default 0.002.</summary>
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

    /// <summary>The part of a phase after which the rate falls.</summary>
    /// <param name="start">Place on the schedule where the phase begins.</param>
    /// <param name="length">Place where it ends.</param>
    internal static double Branch(long start, long length) => Math.Max(0, (((1 - Fall) * length) - start) / (length - start));

    /// <summary>Share of the highest learning rate.</summary>
    /// <param name="step">Place on the schedule.</param>
    /// <param name="progress">Part of the phase that is done, 0 to 1, by steps or by time.</param>
    /// <param name="branch">See <see cref="Branch"/>.</param>
    internal static double Rate(long step, double progress, double branch) =>
        Math.Min(1, (step + 1) / Rise) * (progress <= branch ? 1 : CosineFall((progress - branch) / (1 - branch)));

    /// <summary>From 1 to 0 along half a cosine.</summary>
    internal static double CosineFall(double progress) => 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, progress)));
}
