using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Features;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Attacks.ConditionalGan;

/// <summary>
/// Conditional GAN, the kind of attack of arXiv 2404.07437 and 1912.03485: a generator from features to pictures, whose depth
/// follows the cut's shape, against a discriminator that judges patches of pictures beside their features. The adversary queries
/// the head with images of its own.
/// </summary>
/// <param name="options">Settings; the defaults when null.</param>
public sealed class ConditionalGanAttack(ConditionalGanOptions? options = null) : ILearnedAttack
{
    // A step of the discriminator costs about as much as the generator's.
    private const double StepFactor = 6;

    private readonly ConditionalGanOptions _options = options ?? new ConditionalGanOptions();

    /// <inheritdoc/>
    public AttackKind Kind => AttackKind.ConditionalGan;

    /// <inheritdoc/>
    public ITrainedReconstructor Train(AttackTarget target, AdversaryData data, PairShuffle shuffle, AttackContext context, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(context);
        data.Check(target.ImageSize);
        _options.Plan.Check();
        TorchSetup.Prepare(context);
        double macs = target.Forms.Max(form => DecoderNetwork.MacsPerPixel(form, target.ImageSize, _options.Plan.Width));
        PairPlan pairs = PairPlan.For(target, data.Training.Count, StepFactor * macs, _options.Plan.Batch);
        FeatureSet[] sample = [.. data.Training.Take(TorchSetup.ScalingImages).Select(target.Exact)];
        ChannelScaling scaling = ChannelScaling.Of(sample);
        var generator = new DecoderNetwork(target.Forms, scaling, target.ImageSize, _options.Plan.Width);
        var discriminator = new PatchDiscriminator(target.Forms, scaling, target.ImageSize);
        return LearnedTraining.Run(new GanLearner(generator, discriminator, _options), _options.Plan, target, data, shuffle, pairs, context, cancellation);
    }
}
