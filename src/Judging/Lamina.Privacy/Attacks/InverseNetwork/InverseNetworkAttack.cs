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

    private protected override ILearner Learner(LearningSample sample, ChannelScaling scaling, CancellationToken cancellation)
    {
        if (_options.Decoder == DecoderKind.He2019)
        {
            return new InverseLearner(new HeDecoder(sample.Forms, sample.ImageSize), _options, rateFactor: 1);
        }

        LinearStart? start = _options.Decoder == DecoderKind.OnRidge && LinearStart.Applies(sample.Target) ? LinearStart.Learn(sample, cancellation) : null;
        var decoder = new DecoderNetwork(sample.Forms, scaling, sample.ImageSize, _options.Plan.Width, sample.Precision, begin: start is null ? 0.5 : 0);
        return new InverseLearner(start is null ? decoder : new StartedDecoder(start, decoder), _options, decoder.RateFactor);
    }
}
