using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Verdict;
using TorchSharp;

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

    private protected override ILearner Learner(LearningSample sample, ChannelScaling scaling, CancellationToken cancellation) =>
        new InverseLearner(Network(sample, scaling, cancellation), _options);

    private torch.nn.Module<IReadOnlyList<Tensor>, Tensor> Network(LearningSample sample, ChannelScaling scaling, CancellationToken cancellation)
    {
        if (_options.Decoder == DecoderKind.He2019)
        {
            return new HeDecoder(sample.Forms, sample.ImageSize);
        }

        return _options.Decoder == DecoderKind.OnRidge && LinearStart.Applies(sample.Target)
            ? new StartedDecoder(LinearStart.Learn(sample, cancellation), new DecoderNetwork(sample.Forms, scaling, sample.ImageSize, _options.Plan.Width, sample.Precision, begin: 0))
            : new DecoderNetwork(sample.Forms, scaling, sample.ImageSize, _options.Plan.Width, sample.Precision);
    }
}
