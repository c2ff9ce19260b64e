using Lamina.Privacy.Features;
using Lamina.Privacy.Verdict;

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
        TorchSetup.Prepare(context);
        double macs = target.Forms.Max(form => DecoderNetwork.MacsPerPixel(form, target.ImageSize, _plan.Width));
        PairPlan pairs = PairPlan.For(target, data.Training.Count, _stepFactor * macs, _plan.Batch);
        FeatureSet[] sample = [.. data.Training.Take(TorchSetup.ScalingImages).Select(target.Exact)];
        return LearnedTraining.Run(Learner(target, ChannelScaling.Of(sample)), _plan, target, data, shuffle, pairs, context, cancellation);
    }

    /// <summary>Makes networks and optimizers.</summary>
    private protected abstract ILearner Learner(AttackTarget target, ChannelScaling scaling);
}
