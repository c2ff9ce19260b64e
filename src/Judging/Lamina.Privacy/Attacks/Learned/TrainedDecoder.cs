using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;
using TorchSharp;

namespace Lamina.Privacy.Attacks.Learned;

/// <summary>A trained generator.</summary>
/// <param name="learner">Owned from here on.</param>
/// <param name="tensors">Exposed tensors a victim must have.</param>
internal sealed class TrainedDecoder(ILearner learner, int tensors) : ITrainedReconstructor
{
    public required bool Finished { get; init; }

    public required long Steps { get; init; }

    public required double ValidationSsim { get; init; }

    public required double? StepDoublingGain { get; init; }

    public IReadOnlyList<UnitImage> Reconstruct(IReadOnlyList<FeatureSet> victims)
    {
        ArgumentNullException.ThrowIfNull(victims);
        return [.. victims.Select(victim => victim.Maps.Count == tensors
            ? Reconstruct(learner.Generator, victim)
            : throw new ArgumentException($"A victim has the features of {victim.Maps.Count} tensors; {tensors} were learned.", nameof(victims)))];
    }

    public void Dispose() => learner.Dispose();

    /// <summary>One picture, at full size.</summary>
    public static UnitImage Reconstruct(torch.nn.Module<IReadOnlyList<Tensor>, Tensor> generator, FeatureSet victim)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        generator.eval();
        Tensor picture = generator.forward(FeatureTensors.Stack([victim]));
        generator.train();
        return PictureTensors.Unstack(picture)[0];
    }
}
