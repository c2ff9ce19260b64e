using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Attacks.ConditionalGan;

/// <summary>
/// Conditional GAN, the kind of attack of arXiv 2404.07437 and 1912.03485: a generator from features to pictures, whose depth
/// follows the cut's shape, against a discriminator that judges patches of pictures beside their features. The adversary queries
/// the head with images of its own.
/// </summary>
public sealed class ConditionalGanAttack : LearnedAttack
{
    // A step of the discriminator costs about as much as the generator's.
    private const double StepFactor = 6;

    private readonly ConditionalGanOptions _options;

    /// <param name="options">Settings; the defaults when null.</param>
    public ConditionalGanAttack(ConditionalGanOptions? options = null)
        : base((options ??= new ConditionalGanOptions()).Plan, StepFactor) => _options = options;

    /// <inheritdoc/>
    public override AttackKind Kind => AttackKind.ConditionalGan;

    private protected override ILearner Learner(LearningSample sample, ChannelScaling scaling, CancellationToken cancellation) => new GanLearner(
        new DecoderNetwork(sample.Forms, scaling, sample.ImageSize, _options.Plan.Width, sample.Precision),
        new PatchDiscriminator(sample.Forms, scaling, sample.ImageSize, sample.Precision),
        _options);
}
