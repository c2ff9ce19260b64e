using Lamina.Plans;
using Lamina.Privacy.Attacks;
using Lamina.Privacy.Attacks.DeepImagePrior;
using Lamina.Privacy.Attacks.InverseNetwork;
using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Attacks.Ridge;
using Lamina.Privacy.Attacks.Rmle;
using Lamina.Privacy.Attacks.WhiteBox;
using Lamina.Privacy.Features;
using Lamina.Privacy.Runs;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Tests.Attacks;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Tests.Runs;

/// <summary>
/// Mutation tests of the verdict on whole runs: at a cut that a sound portfolio acquits, the same run with a broken learned attack must not.
/// Ridge stands for the two trained attacks, so that a run takes seconds; the searches are real.
/// </summary>
public sealed class BrokenAttackTests : NeedsTorch, IDisposable
{
    private static readonly string[] Broken = [AttackKind.InverseNetwork.Name, AttackKind.ConditionalGan.Name];
    private static readonly InverseNetworkOptions NoLearning = new() { Plan = new LearningPlan { Steps = 4, MaxDoublings = 1, LearningRate = 0 } };
    private readonly RunSample _sample = new();

    public void Dispose() => _sample.Dispose();

    [Fact]
    public void Run_LearnedAttacksBroken_AcquitNothingThatSoundOnesAcquit()
    {
        CutResult sound = Run("sound", kind => new StandIn(kind));
        Assert.True(sound.Judgement.Verdict == PlanVerdict.WithinBudget, string.Join('\n', sound.Judgement.Reasons));

        foreach ((string how, Func<AttackKind, ILearnedAttack> broken) in new (string, Func<AttackKind, ILearnedAttack>)[]
        {
            ("learning rate 0", kind => new Renamed(kind, new InverseNetworkAttack(NoLearning))),
            ("shuffled pairs", kind => new StandIn(kind, alwaysShuffled: true)),
            ("half-trained", kind => new StandIn(kind, finished: false)),
        })
        {
            // All else is as it was: controls, ridge and searches are the sound run's own pieces.
            PieceStore store = _sample.Store(how);
            foreach (Piece piece in _sample.Store("sound").Pieces.Where(piece => !Broken.Contains(piece.Key.Name)))
            {
                store.Save(piece);
            }

            CutResult result = Run(how, broken);
            Assert.True(result.Judgement.Verdict == PlanVerdict.Inconclusive, $"{how}: {result.Judgement.Verdict}");
            Assert.Contains(result.Judgement.Reasons, reason => reason.StartsWith("No learned attack was strong enough", StringComparison.Ordinal));
        }
    }

    private CutResult Run(string folder, Func<AttackKind, ILearnedAttack> learned)
    {
        AttackCatalog catalog = new(
            [learned(AttackKind.InverseNetwork), learned(AttackKind.ConditionalGan)],
            [
                new RmleAttack(new RmleOptions { Plan = new WhiteBoxPlan { Iterations = 2, IterationsFromLearned = 32, Priors = [0] }, LearningRateFromLearned = 0.06 }),
                new DeepImagePriorAttack(new DeepImagePriorOptions { Plan = new WhiteBoxPlan { Iterations = 1, IterationsFromLearned = 1, Priors = [0] }, FitIterations = 1 }),
            ]);
        RunOptions options = new()
        {
            Methods = [.. AttackKind.Portfolio], Budget = Budgets.Custom(new Dictionary<string, double> { ["ssim"] = 0.9 }), Threads = 1,
        };
        return new CutRun(_sample.Subject, options, _sample.Store(folder), catalog, null, new RecordedTalk(), TimeProvider.System).Run(["h"], TestContext.Current.CancellationToken);
    }

    /// <summary>Ridge in the guise of a trained attack.</summary>
    private sealed class StandIn(AttackKind kind, bool alwaysShuffled = false, bool finished = true) : ILearnedAttack
    {
        public AttackKind Kind => kind;

        public ITrainedReconstructor Train(AttackTarget target, AdversaryData data, PairShuffle shuffle, AttackContext context, CancellationToken cancellation = default) =>
            new Trained(new RidgeLearnedAttack().Train(target, data, alwaysShuffled ? PairShuffle.Derangement : shuffle, context, cancellation), finished);
    }

    private sealed class Renamed(AttackKind kind, ILearnedAttack attack) : ILearnedAttack
    {
        public AttackKind Kind => kind;

        public ITrainedReconstructor Train(AttackTarget target, AdversaryData data, PairShuffle shuffle, AttackContext context, CancellationToken cancellation = default) =>
            attack.Train(target, data, shuffle, context, cancellation);
    }

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
