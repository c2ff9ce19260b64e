using Lamina.Privacy.Attacks;
using Lamina.Privacy.Attacks.Ridge;
using Lamina.Privacy.Features;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Tests.Runs;

/// <summary>Ridge in the guise of a trained attack.</summary>
internal sealed class StandIn(AttackKind kind, bool alwaysShuffled = false, bool finished = true) : ILearnedAttack
{
    public AttackKind Kind => kind;

    public ITrainedReconstructor Train(AttackTarget target, AdversaryData data, PairShuffle shuffle, AttackContext context, CancellationToken cancellation = default) =>
        new Trained(new RidgeLearnedAttack().Train(target, data, alwaysShuffled ? PairShuffle.Derangement : shuffle, context, cancellation), finished);

    private sealed class Trained(ITrainedReconstructor ridge, bool finished) : ITrainedReconstructor
    {
        public bool Finished => finished;

        public long Steps => ridge.Steps;

        public double ValidationSsim => ridge.ValidationSsim;

        public double? StepDoublingGain => 0;

        public IReadOnlyList<UnitImage> Reconstruct(IReadOnlyList<FeatureSet> victims) => ridge.Reconstruct(victims);

        public void Dispose() => ridge.Dispose();
    }
}
