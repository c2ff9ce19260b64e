using Lamina.Privacy.Attacks;
using Lamina.Privacy.Attacks.Ridge;
using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Statistics;

namespace Lamina.Privacy.Runs;

/// <summary>The ridge attack in the form of the learned ones. It takes the training images' features from the bank.</summary>
internal static class RidgeReconstructor
{
    /// <summary>Fits it to the first images of the bank.</summary>
    /// <param name="data">Training images: the first of the bank's.</param>
    /// <param name="bank">Their features.</param>
    /// <param name="shuffle">Pairs every image with another's features, to show that nothing is had from wrong pairs.</param>
    /// <param name="seed">Of the choice of positions and of the derangement.</param>
    /// <param name="cancellation">Ends the fit.</param>
    public static ITrainedReconstructor Fit(AdversaryData data, FeatureBank bank, PairShuffle shuffle, long seed, CancellationToken cancellation)
    {
        int count = data.Training.Count;
        int[] pairs = shuffle == PairShuffle.None ? [.. Enumerable.Range(0, count)] : new SeededRandom(seed).Derangement(count);
        RidgeAttack attack = RidgeAttack.Fit(
            new RidgeData
            {
                Images = data.Training,
                Features = new Projected<FeatureSet, FeatureMap>(bank.Training, pairs, FeatureStack.Of),
                Validation = data.Validation,
                ValidationFeatures = new Projected<FeatureSet, FeatureMap>(bank.Validation, [.. Enumerable.Range(0, bank.Validation.Count)], FeatureStack.Of),
            },
            new RidgeOptions { Seed = seed },
            cancellation);
        return new Trained(attack);
    }

    private sealed class Trained(RidgeAttack attack) : ITrainedReconstructor
    {
        public bool Finished => true;

        public long Steps => 1;

        public double ValidationSsim => attack.ValidationSsim;

        public double? StepDoublingGain => null;

        public IReadOnlyList<UnitImage> Reconstruct(IReadOnlyList<FeatureSet> victims) => [.. victims.Select(set => attack.Reconstruct(FeatureStack.Of(set)))];

        public void Dispose()
        {
        }
    }
}
