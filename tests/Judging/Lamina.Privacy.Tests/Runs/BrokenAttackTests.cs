using Lamina.Plans;
using Lamina.Privacy.Attacks;
using Lamina.Privacy.Attacks.DeepImagePrior;
using Lamina.Privacy.Attacks.InverseNetwork;
using Lamina.Privacy.Attacks.Learned;
using Lamina.Privacy.Attacks.Rmle;
using Lamina.Privacy.Runs;
using Lamina.Privacy.Tests.Attacks;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Tests.Runs;

/// <summary>
/// Mutation tests of the verdict on whole runs: at a cut that a sound portfolio acquits, the same run with a broken learned attack must not.
/// Ridge stands for the two trained attacks, so that a run takes seconds; the searches are real. The sound run is done once; every test
/// works on a copy of its folder.
/// </summary>
public sealed class BrokenAttackTests(SoundRun sound) : NeedsTorch, IClassFixture<SoundRun>
{
    private static readonly string[] Broken = [AttackKind.InverseNetwork.Name, AttackKind.ConditionalGan.Name];
    private static readonly InverseNetworkOptions NoLearning = new() { Plan = new LearningPlan { Steps = 4, MaxDoublings = 1, LearningRate = 0 } };

    [Fact]
    public void Run_LearnedAttacksBroken_AcquitNothingThatSoundOnesAcquit()
    {
        foreach ((string how, Func<AttackKind, ILearnedAttack> broken) in new (string, Func<AttackKind, ILearnedAttack>)[]
        {
            ("learning rate 0", kind => new Renamed(kind, new InverseNetworkAttack(NoLearning))),
            ("shuffled pairs", kind => new StandIn(kind, alwaysShuffled: true)),
            ("half-trained", kind => new StandIn(kind, finished: false)),
        })
        {
            // Controls and ridge are the sound run's own pieces; searches begin anew, from what the broken attacks made.
            PieceStore store = sound.Copy(piece => !Broken.Contains(piece.Key.Name));
            CutResult result = sound.Run(store, broken);
            Assert.True(result.Judgement.Verdict == PlanVerdict.Inconclusive, $"{how}: {result.Judgement.Verdict}");
            Assert.Contains(result.Judgement.Reasons, reason => reason.StartsWith("No learned attack was strong enough", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Run_SearchesThatDoNotMove_FailTheirControlsAndAcquitNothing()
    {
        Assert.True(Control(sound.Run(sound.Copy()), AttackKind.Rmle) > AttackKind.Rmle.Positive);
        string[] searched = [AttackKind.Rmle.Name, AttackKind.DeepImagePrior.Name, AttackKind.Combined.Name];
        foreach ((string how, RmleOptions rmle) in new[]
        {
            ("learning rate 0", SoundRun.Moving with { LearningRate = 0, LearningRateFromLearned = 0 }),
            ("one iteration", SoundRun.Moving with { Plan = SoundRun.Moving.Plan with { Iterations = 1, IterationsFromLearned = 1 } }),
        })
        {
            PieceStore store = sound.Copy(piece => !searched.Contains(piece.Key.Name));
            CutResult result = sound.Run(store, searches: [new RmleAttack(rmle), new DeepImagePriorAttack(SoundRun.Prior with { LearningRate = 0 })]);
            Assert.True(result.Judgement.Verdict == PlanVerdict.Inconclusive, $"{how}: {result.Judgement.Verdict}");
            Assert.Contains(result.Judgement.Reasons, reason => reason.StartsWith("No white-box attack was strong enough", StringComparison.Ordinal));
            Assert.All([AttackKind.Rmle, AttackKind.DeepImagePrior], kind => Assert.True(Control(result, kind) < kind.Positive, $"{how}: {kind} {Control(result, kind)}"));
        }
    }

    [Theory]
    [InlineData(PieceRole.Positive)]
    [InlineData(PieceRole.Shuffled)]
    [InlineData(PieceRole.Scaling)]
    public void Run_ControlCutShortByTime_AcquitsNothing(PieceRole role)
    {
        PieceStore store = sound.Copy();
        Piece control = store.Pieces.First(piece => piece.Key.Role == role);
        store.Save(control with { Finished = false, LimitSeconds = 3600 });
        CutResult result = sound.Run(store, limit: TimeSpan.FromTicks(1));
        Assert.Equal(PlanVerdict.Inconclusive, result.Judgement.Verdict);
        Assert.Contains("The run was stopped by its time limit.", result.Judgement.Reasons);

        // With time it is done to its end.
        Assert.Equal(PlanVerdict.WithinBudget, sound.Run(store).Judgement.Verdict);
    }

    [Fact]
    public void Run_WhatAPieceIsMadeOfChanged_ThePieceIsMadeAgain()
    {
        PieceStore store = sound.Copy();
        PieceKey ridge = Key(store, AttackKind.Ridge);
        store.Save(store.Find(ridge)! with { ValidationSsim = -1 });
        CutResult limited = sound.Run(store, limit: TimeSpan.FromTicks(1));
        Assert.Contains(Key(store, AttackKind.Combined), limited.Skipped);
        Assert.Contains(Key(store, AttackKind.Rmle), limited.Skipped);

        RecordedTalk talk = new();
        Assert.Equal(PlanVerdict.WithinBudget, sound.Run(store, talk: talk).Judgement.Verdict);
        Assert.All([AttackKind.Rmle, AttackKind.DeepImagePrior, AttackKind.Combined], kind => Assert.Contains(talk.Lines, line => line.Contains($" {kind} at h: SSIM", StringComparison.Ordinal)));
    }

    [Fact]
    public void Run_MadeOfUnfinishedPieces_IsUnfinishedItself()
    {
        PieceStore store = sound.Copy(piece => !Broken.Contains(piece.Key.Name));
        sound.Run(store, kind => new StandIn(kind, finished: false), limit: TimeSpan.FromHours(1));
        Assert.All([AttackKind.Rmle, AttackKind.DeepImagePrior, AttackKind.Combined], kind => Assert.False(store.Find(Key(store, kind))!.Finished, kind.Name));
        Assert.True(store.Find(Key(store, AttackKind.Ridge))!.Finished);
    }

    [Fact]
    public void Run_AnotherRunsPieceOfTheSameAttack_CondemnsAndNeverAcquits()
    {
        PieceStore store = sound.Copy();
        Piece combined = store.Find(Key(store, AttackKind.Combined))!;
        PieceKey partial = combined.Key with { Settings = "from ridge, inverse-network", Victims = RunSample.Victims };
        Piece Scored(Piece piece, PieceKey key, double ssim) => piece with { Key = key, Scores = piece.Scores.Clear().Add("ssim", [.. Enumerable.Range(0, key.Victims).Select(i => ssim + (0.001 * (i % 5)))]) };

        void Judged(PlanVerdict wanted)
        {
            CutResult result = sound.Run(store);
            Assert.True(result.Judgement.Verdict == wanted, $"{result.Judgement.Verdict}: {string.Join('\n', result.Judgement.Reasons)}");
        }

        // A partial one on more victims that shows nothing, and the full one, which shows all.
        store.Save(Scored(combined, partial, 0.1));
        Judged(PlanVerdict.WithinBudget);
        store.Save(Scored(combined, combined.Key, 0.98));
        Judged(PlanVerdict.Leaks);

        // The full one shows nothing, and the partial one all.
        store.Save(combined);
        store.Save(Scored(combined, partial, 0.98));
        Judged(PlanVerdict.Leaks);
    }

    [Fact]
    public void Run_AnotherRunsPositiveControl_VouchesForNothing()
    {
        PieceStore store = sound.Copy();
        Piece control = store.Pieces.Single(piece => piece.Key.Role == PieceRole.Positive && piece.Key.Name == AttackKind.InverseNetwork.Name);
        Piece failed = control with { Scores = control.Scores.SetItem("ssim", [.. control.Scores["ssim"].Select(_ => 0.2)]) };

        // Ten others, so that no order of theirs can hide it.
        for (int i = 0; i < 10; i++)
        {
            store.Save(control with { Key = control.Key with { Settings = $"other {i}" } });
        }

        store.Save(failed);
        CutResult result = sound.Run(store);
        Assert.Equal(0.2, Control(result, AttackKind.InverseNetwork), 1e-9);
    }

    private static PieceKey Key(PieceStore store, AttackKind kind) =>
        store.Pieces.Single(piece => piece.Key.Role == PieceRole.Attack && piece.Key.Name == kind.Name && piece.Key.Tensors is ["h"] && piece.Key.Seed == 1).Key;

    private static double Control(CutResult result, AttackKind kind) => result.Evidence.Positives.Single(control => control.Kind == kind).Scores.Average();

    private sealed class Renamed(AttackKind kind, ILearnedAttack attack) : ILearnedAttack
    {
        public AttackKind Kind => kind;

        public ITrainedReconstructor Train(AttackTarget target, AdversaryData data, PairShuffle shuffle, AttackContext context, CancellationToken cancellation = default) =>
            attack.Train(target, data, shuffle, context, cancellation);
    }
}
