using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Attacks;

/// <summary>An attack that learns from images of the adversary's once and then reconstructs anything.</summary>
public interface ILearnedAttack
{
    /// <summary>Which attack of the portfolio.</summary>
    AttackKind Kind { get; }

    /// <summary>Learns.</summary>
    /// <param name="target">What is attacked; stays the caller's and is used only while learning.</param>
    /// <param name="data">The adversary's images.</param>
    /// <param name="shuffle">Which features each image is paired with.</param>
    /// <param name="context">Seed, limits, checkpoint, progress.</param>
    /// <param name="cancellation">Ends the run after the current step; the checkpoint is written first.</param>
    /// <returns>The caller's to dispose.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="Lamina.Torch.Training.TrainingException">The checkpoint is damaged or of another job.</exception>
    ITrainedReconstructor Train(AttackTarget target, AdversaryData data, PairShuffle shuffle, AttackContext context, CancellationToken cancellation = default);
}

/// <summary>Which features a training image is paired with.</summary>
public enum PairShuffle
{
    /// <summary>Its own: the attack.</summary>
    None,

    /// <summary>Another image's, by a fixed derangement of the seed: a negative control. Validation pairs are right.</summary>
    Derangement,
}

/// <summary>What a learned attack learned. One thread at a time.</summary>
public interface ITrainedReconstructor : IDisposable
{
    /// <summary>False if it was stopped by time before its plan of steps was done.</summary>
    bool Finished { get; }

    /// <summary>Steps that were done.</summary>
    long Steps { get; }

    /// <summary>Mean SSIM on the adversary's validation images (the first 32).</summary>
    double ValidationSsim { get; }

    /// <summary>What the last doubling of the steps gained in <see cref="ValidationSsim"/>; null where that was not measured or means nothing.</summary>
    double? StepDoublingGain { get; }

    /// <summary>Reconstructs victims from their features.</summary>
    /// <param name="victims">Of the target's tensors, in their order.</param>
    IReadOnlyList<UnitImage> Reconstruct(IReadOnlyList<FeatureSet> victims);
}
