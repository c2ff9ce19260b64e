using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Features;
using Lamina.Privacy.Verdict;
using TorchSharp;

namespace Lamina.Privacy.Attacks.InverseNetwork;

/// <summary>
/// Inverse network (He, Zhang, Lee, ACSAC 2019): a decoder from features to pixels, trained on pairs that the adversary makes by
/// querying the head with images of its own. Decoder and loss are ours; the paper's are to be had by <see cref="InverseNetworkOptions"/>.
/// </summary>
/// <param name="options">Settings; the defaults when null.</param>
public sealed class InverseNetworkAttack(InverseNetworkOptions? options = null) : ILearnedAttack
{
    private readonly InverseNetworkOptions _options = options ?? new InverseNetworkOptions();

    /// <inheritdoc/>
    public AttackKind Kind => AttackKind.InverseNetwork;

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
        PairPlan pairs = PairPlan.For(target, data.Training.Count, 3 * macs, _options.Plan.Batch);
        FeatureSet[] sample = [.. data.Training.Take(TorchSetup.ScalingImages).Select(target.Exact)];
        torch.nn.Module<IReadOnlyList<Tensor>, Tensor> network = _options.Decoder == DecoderKind.He2019
            ? new HeDecoder(target.Forms, target.ImageSize)
            : new DecoderNetwork(target.Forms, ChannelScaling.Of(sample), target.ImageSize, _options.Plan.Width);
        return LearnedTraining.Run(new InverseLearner(network, _options), _options.Plan, target, data, shuffle, pairs, context, cancellation);
    }
}
