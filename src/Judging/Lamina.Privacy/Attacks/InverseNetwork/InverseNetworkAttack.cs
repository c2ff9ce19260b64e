using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Attacks.InverseNetwork;

/// <summary>
/// Inverse network (He, Zhang, Lee, ACSAC 2019): a decoder from features to pixels, trained on pairs that the adversary makes by
/// querying the head with images of its own. Decoder and loss are ours; the paper's are to be had by <see cref="InverseNetworkOptions"/>.
/// </summary>
public sealed class InverseNetworkAttack : LearnedAttack
{
    // Forward once, backward twice as much.
    private const double StepFactor = 3;

    private readonly InverseNetworkOptions _options;

    /// <param name="options">Settings; the defaults when null.</param>
    public InverseNetworkAttack(InverseNetworkOptions? options = null)
        : base((options ??= new InverseNetworkOptions()).Plan, StepFactor) => _options = options;

    /// <inheritdoc/>
    public override AttackKind Kind => AttackKind.InverseNetwork;

    private protected override ILearner Learner(AttackTarget target, ChannelScaling scaling) => new InverseLearner(
        _options.Decoder == DecoderKind.He2019
            ? new HeDecoder(target.Forms, target.ImageSize)
            : new DecoderNetwork(target.Forms, scaling, target.ImageSize, _options.Plan.Width),
        _options);
}
