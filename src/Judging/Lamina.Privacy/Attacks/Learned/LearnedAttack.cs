using Lamina.Privacy.Features;
using Lamina.Privacy.Verdict;
using Lamina.Torch;

namespace Lamina.Privacy.Attacks.Learned;

/// <summary>An attack that trains networks on pairs: what differs is the networks and what a step does.</summary>
public abstract class LearnedAttack : ILearnedAttack
{
    private readonly LearningPlan _plan;
    private readonly double _stepFactor;

    /// <param name="plan">Steps, learning rate, width.</param>
    /// <param name="stepFactor">Cost of a step as a multiple of one pass through the decoder.</param>
    private protected LearnedAttack(LearningPlan plan, double stepFactor) => (_plan, _stepFactor) = (plan, stepFactor);

    /// <inheritdoc/>
    public abstract AttackKind Kind { get; }

    /// <inheritdoc/>
    public ITrainedReconstructor Train(AttackTarget target, AdversaryData data, PairShuffle shuffle, AttackContext context, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(context);
        data.Check(target.ImageSize);
        _plan.Check();
        long started = context.Time.GetTimestamp();
        TorchSetup.Prepare(context);
        double macs = target.Forms.Max(form => DecoderNetwork.MacsPerPixel(form, target.ImageSize, _plan.Width));
        PairPlan pairs = PairPlan.For(target, data.Training.Count, _stepFactor * macs, _plan.Batch);
        FeatureSet[] sample = [.. data.Training.Take(TorchSetup.ScalingImages).Select(target.Exact)];
        ILearner learner = Learner(new LearningSample(target, data, sample, shuffle, context.Seed, context.Precision), ChannelScaling.Of(sample), cancellation);
        return LearnedTraining.Run(learner, _plan, target, data, shuffle, pairs, context, started, cancellation);
    }

    /// <summary>Makes networks and optimizers.</summary>
    private protected abstract ILearner Learner(LearningSample sample, ChannelScaling scaling, CancellationToken cancellation);
}

/// <summary>What networks are made for.</summary>
/// <param name="Target">What is attacked.</param>
/// <param name="Data">The adversary's images.</param>
/// <param name="Features">Those of the first training images.</param>
/// <param name="Shuffle">Which features an image is paired with.</param>
/// <param name="Seed">Of the run.</param>
/// <param name="Precision">What the networks are computed in.</param>
internal sealed record LearningSample(AttackTarget Target, AdversaryData Data, IReadOnlyList<FeatureSet> Features, PairShuffle Shuffle, long Seed, Precision Precision = Precision.Float32)
{
    /// <summary>How the exposed tensors are read.</summary>
    public IReadOnlyList<FeatureForm> Forms => Target.Forms;

    /// <summary>Size of the pictures.</summary>
    public (int Width, int Height) ImageSize => Target.ImageSize;
}
