using System.Collections.Immutable;
using Lamina.Plans;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Tests.Verdict;

/// <summary>
/// One fact is changed at a time. A cut that deserves an acquittal must lose it with that fact: an attack that was weak or broken
/// never says "safe".
/// </summary>
public sealed class AcquittalTests
{
    private static readonly Dictionary<string, (Evidence Evidence, string Reason)> Broken = new()
    {
        // Attacks that were weak or broken.
        ["learning rate 0"] = (SafeCut.Change(AttackKind.InverseNetwork, SafeCut.Cut, Fit(0.33)) with
        {
            Attacks = [.. All(AttackFamily.Learned, Fit(0.33))],
        }, "hardly better than one trained on shuffled pairs"),
        ["shuffled pairs"] = (SafeCut.Evidence with
        {
            Attacks = [.. All(AttackFamily.Learned, run => run with { Trained = run.Trained! with { TrainingFit = run.Trained.ShuffledTrainingFit } })],
        }, "hardly better than one trained on shuffled pairs"),
        ["half-trained"] = (SafeCut.Evidence with
        {
            Attacks = [.. All(AttackFamily.Learned, run => run with { Trained = run.Trained! with { StepDoublingGain = 0.03 } })],
        }, "Doubling its steps still gained 0.030"),
        ["doubling not tried"] = (SafeCut.Evidence with
        {
            Attacks = [.. All(AttackFamily.Learned, run => run with { Trained = run.Trained! with { StepDoublingGain = null } })],
        }, "Whether more steps would help was not tried"),
        ["doubling is no number"] = (SafeCut.Evidence with
        {
            Attacks = [.. All(AttackFamily.Learned, run => run with { Trained = run.Trained! with { StepDoublingGain = double.NaN } })],
        }, "Doubling its steps"),
        ["no training fit"] = (SafeCut.Evidence with { Attacks = [.. All(AttackFamily.Learned, run => run with { Trained = null })] }, "not tried"),
        ["diverged"] = (SafeCut.Evidence with
        {
            Attacks = [.. All(AttackFamily.Learned, run => run.With(Metric.Ssim, (_, _) => double.NaN))],
        }, "is not a finite number"),
        ["feature error too large"] = (WhiteBox(run => run with
        {
            Optimised = run.Optimised! with { FeatureErrors = [.. Enumerable.Repeat(0.2, SafeCut.WhiteBoxVictims)] },
        }), "Its feature error is 0.200"),
        ["feature error not measured"] = (WhiteBox(run => run with { Optimised = null }), "was not measured for every victim"),
        ["feature error is no number"] = (WhiteBox(run => run with
        {
            Optimised = run.Optimised! with { FeatureErrors = [.. Enumerable.Repeat(double.NaN, SafeCut.WhiteBoxVictims)] },
        }), "was not measured for every victim"),
        ["not from the learned start"] = (WhiteBox(run => run with { Optimised = run.Optimised! with { FromLearned = false } }), "not started from a learned"),
        ["learned start left as it was"] = (WhiteBox(run => run with { Optimised = run.Optimised! with { StartErrors = run.Optimised.FeatureErrors } }), "did not lower the feature error"),
        ["error of the learned start unknown"] = (WhiteBox(run => run with { Optimised = run.Optimised! with { StartErrors = [] } }), "started from was not measured"),
        ["results of another run"] = (WhiteBox(run => run with { CondemnsOnly = true }), "not of this run"),
        ["white box on 15 victims"] = (WhiteBox(run => run with
        {
            Seeds = [SafeCut.Scores(21, 15, 0.003)],
            Optimised = run.Optimised! with { FeatureErrors = [.. Enumerable.Repeat(0.05, 15)], StartErrors = [.. Enumerable.Repeat(0.3, 15)] },
        }), "rmle at 'cut'"),

        // What was not run.
        ["no white box"] = (SafeCut.Evidence with { Attacks = SafeCut.Evidence.Attacks.RemoveAll(run => run.Kind.Family == AttackFamily.WhiteBox) }, "No white-box attack was run"),
        ["no learned attack"] = (SafeCut.Evidence with { Attacks = SafeCut.Evidence.Attacks.RemoveAll(run => run.Kind.Family == AttackFamily.Learned) }, "No learned attack was run"),
        ["nothing at all"] = (SafeCut.Evidence with { Attacks = [] }, "Not run at the cut"),
        ["no conditional GAN"] = (SafeCut.Without(AttackKind.ConditionalGan), "conditional-gan"),
        ["no ridge"] = (SafeCut.Without(AttackKind.Ridge), "ridge"),
        ["no deep image prior"] = (SafeCut.Without(AttackKind.DeepImagePrior), "deep-image-prior"),
        ["no combination"] = (SafeCut.Without(AttackKind.Combined), "combined"),
        ["two seeds"] = (SafeCut.Evidence with { Attacks = [.. All(AttackFamily.Learned, run => run with { Seeds = run.Seeds[..2] })] }, "trained with 2 seeds"),
        ["no scaling runs"] = (SafeCut.Evidence with
        {
            Attacks = [.. All(AttackFamily.Learned, run => run with { Trained = run.Trained! with { Scaling = [] } })],
        }, "was not tried with a quarter"),
        ["deeper tensor not attacked"] = (SafeCut.Evidence with
        {
            Attacks = SafeCut.Evidence.Attacks.RemoveAll(run => run.Tensors.SequenceEqual(SafeCut.Deepest)),
        }, "'deepest', which the worker sees too"),
        ["time-out"] = (SafeCut.Evidence with { StoppedByTime = true }, "stopped by its time limit"),
        ["interrupted"] = (SafeCut.Evidence with { Attacks = [.. All(AttackFamily.Learned, run => run with { Finished = false })] }, "before it had converged"),

        // Victims and scope.
        ["too few victims"] = (Fewer(15), "15 independent victims"),
        ["demonstration"] = (SafeCut.Evidence with { Scope = SafeCut.Evidence.Scope with { Demonstration = true } }, "demonstration"),
        ["victims used for choosing"] = (SafeCut.Evidence with { Victims = SafeCut.Evidence.Victims with { Tries = 6 } }, "part in choosing"),
        ["victim among the teachers"] = (SafeCut.Evidence with
        {
            AdversaryImages = SafeCut.Evidence.AdversaryImages.Add(SafeCut.Evidence.Victims.Digests[3]),
        }, "1 victims are among"),
        ["one victim twice"] = (SafeCut.Evidence with
        {
            Victims = SafeCut.Evidence.Victims with { Digests = SafeCut.Evidence.Victims.Digests.SetItem(1, SafeCut.Evidence.Victims.Digests[0]) },
        }, "1 victims occur twice"),

        // Controls.
        ["learned positive control failed"] = (Positives(AttackFamily.Learned, 0.7), "Its positive control failed"),
        ["white-box positive control failed"] = (Positives(AttackFamily.WhiteBox, 0.7), "Its positive control failed"),
        ["no positive control"] = (SafeCut.Evidence with { Positives = [] }, "was not run where it must succeed"),
        ["positive control on few pictures"] = (SafeCut.Evidence with
        {
            Positives = [.. SafeCut.Evidence.Positives.Select(control => control with { Scores = control.Scores[..3] })],
        }, "was run on 3 pictures"),
        ["no mean image"] = (Negatives(NegativeKind.MeanImage), "mean-image is missing"),
        ["no constant image"] = (Negatives(NegativeKind.BestConstant), "best-constant is missing"),
        ["no nearest image"] = (Negatives(NegativeKind.NearestImage), "nearest-image is missing"),
        ["no class mean"] = (Negatives(NegativeKind.ClassMean), "class-mean is missing"),
        ["no shuffled control"] = (Negatives(NegativeKind.ShuffledPairs), "shuffled-pairs is missing"),
        ["no negative control"] = (SafeCut.Evidence with { Negatives = [] }, "could not be judged"),
        ["shuffled control knows too much"] = (SafeCut.Evidence with
        {
            Negatives = SafeCut.Evidence.Negatives.Add(SafeCut.Negative(NegativeKind.ShuffledPairs, 0.2) with { Attack = AttackKind.InverseNetwork, Tensors = SafeCut.Cut }),
        }, "it knows what it must not"),
        ["control leaves no room"] = (Raised(0.55), "no room for a leak"),

        // Scores.
        ["a metric was not scored"] = (SafeCut.Change(AttackKind.InverseNetwork, SafeCut.Cut, run => run with
        {
            Seeds = [.. run.Seeds.Select(seed => seed with { Scores = seed.Scores.Remove(Metric.LabelAgreement) })],
        }), "was not scored by label_agreement"),
        ["excess near the limit"] = (Shift(AttackKind.InverseNetwork, 0.044), "the limit is 0.050"),
        ["worst seed near the limit"] = (SafeCut.Change(AttackKind.InverseNetwork, SafeCut.Cut, run => run with
        {
            Seeds = run.Seeds.SetItem(1, SafeCut.Scores(14, SafeCut.Victims, 0.05)),
        }), "inverse-network at 'cut': ssim above"),
        ["uncounted attack above the limit"] = (SafeCut.Change(AttackKind.DeepImagePrior, SafeCut.Cut, run =>
            run.With(Metric.Ssim, (i, value) => value + (i % 2 == 0 ? 0.35 : -0.2)) with { Finished = false }), "deep-image-prior at 'cut'"),
        ["single victims"] = (SafeCut.Change(AttackKind.InverseNetwork, SafeCut.Cut, run => run.With(Metric.Ssim, (i, value) => i is 7 or 8 ? value + 0.3 : value)), "victims above their own limit"),
        ["label limit not measured"] = (SafeCut.Evidence with { Budget = Budgets.WithLabel(PlanBudget.Strict, 0.5) }, "label-probe was not measured"),
    };

    public static TheoryData<string> Names => [.. Broken.Keys];

    [Fact]
    public void Decide_CutThatDeservesIt_IsWithinBudget()
    {
        Judgement judgement = Judge.Decide(SafeCut.Evidence);
        Assert.Equal("", string.Join("\n", judgement.Verdict == PlanVerdict.WithinBudget ? [] : judgement.Reasons));
        Assert.Contains(judgement.Reasons, reason => reason.StartsWith("The strongest is", StringComparison.Ordinal));
        Assert.Equal(Judgement.KnownImages, judgement.Reasons[^1]);
        Assert.Null(judgement.Scope.AdversaryImages);
    }

    [Fact]
    public void Decide_FurtherTryOnTheSameVictims_NeedsSurerBoundsAndSaysSo()
    {
        Assert.Equal([0.95, 0.975, 0.9875], new[] { 1, 2, 3 }.Select(tries => Math.Round((SafeCut.Evidence.Victims with { Tries = tries }).Level, 10)));
        Judgement[] tries = [.. Enumerable.Range(1, 5).Select(i => Judge.Decide(SafeCut.Evidence with { Victims = SafeCut.Evidence.Victims with { Tries = i } }))];
        double[] highs = [.. tries.Select(judgement => judgement.Leakage.First(row => row is { Attack: "inverse-network", Metric: "ssim" }).Excess!.High)];
        Assert.Equal(highs.Order(), highs);
        Assert.True(highs[1] - highs[0] > 0.0005, $"{highs[0]} and {highs[1]}");
        Assert.DoesNotContain("was try", string.Join("\n", tries[0].Reasons), StringComparison.Ordinal);
        Assert.Contains("This was try 2 to confirm a cut on the same victims: every bound is a one-sided 97.5% bound", string.Join("\n", tries[1].Reasons), StringComparison.Ordinal);

        // What is near the limit fits at the first try and no more at the second.
        Evidence near = Shift(AttackKind.InverseNetwork, 0.05 - ((highs[0] + highs[1]) / 2));
        Assert.Equal(PlanVerdict.WithinBudget, Judge.Decide(near).Verdict);
        Assert.Equal(PlanVerdict.Inconclusive, Judge.Decide(near with { Victims = near.Victims with { Tries = 2 } }).Verdict);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Decide_OneFactChanged_IsInconclusiveAndSaysWhy(string name)
    {
        (Evidence evidence, string reason) = Broken[name];
        Judgement judgement = Judge.Decide(evidence);
        Assert.Equal(PlanVerdict.Inconclusive, judgement.Verdict);
        Assert.Contains(reason, string.Join("\n", judgement.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_MoreImagesStillHelp_BindsTheScope()
    {
        Judgement judgement = Judge.Decide(SafeCut.Evidence with
        {
            Attacks = [.. All(AttackFamily.Learned, run => run with
            {
                Trained = run.Trained! with { Scaling = run.Trained.Scaling.SetItem(2, new ScalingPoint(700, 0.36)) },
            })],
        });
        Assert.Equal(PlanVerdict.WithinBudget, judgement.Verdict);
        Assert.Equal(700, judgement.Scope.AdversaryImages);
        Assert.Contains("an adversary with 700 images", string.Join("\n", judgement.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_SmallPictures_NeedNoMsSsim()
    {
        Evidence small = SafeCut.Evidence with
        {
            ShorterSide = 32,
            Attacks = [.. SafeCut.Evidence.Attacks.Select(run => run with { Seeds = [.. run.Seeds.Select(seed => seed with { Scores = seed.Scores.Remove(Metric.MsSsim) })] })],
        };
        Assert.Equal(PlanVerdict.WithinBudget, Judge.Decide(small).Verdict);
        Assert.Equal(PlanVerdict.Inconclusive, Judge.Decide(small with { ShorterSide = 224 }).Verdict);
    }

    [Fact]
    public void Decide_NoClassOfFive_NeedsNoClassMean() =>
        Assert.Equal(PlanVerdict.WithinBudget, Judge.Decide(Negatives(NegativeKind.ClassMean) with { HasClassMeans = false }).Verdict);

    [Fact]
    public void Decide_Fifty_JudgesTheMeansAlone()
    {
        // One victim of 50 above its limit would break the bound on single victims; below 59 victims that is not judged.
        Evidence fifty = Fewer(50);
        Evidence one = fifty with
        {
            Attacks = [.. fifty.Attacks.Select(run => run.Kind == AttackKind.InverseNetwork ? run.With(Metric.Ssim, (i, value) => i == 20 ? value + 0.15 : value) : run)],
        };
        Judgement judgement = Judge.Decide(one);
        Assert.DoesNotContain("victims above their own limit", string.Join("\n", judgement.Reasons), StringComparison.Ordinal);
    }

    private static Func<AttackRun, AttackRun> Fit(double value) => run => run with
    {
        Trained = run.Trained! with { TrainingFit = [.. run.Trained.TrainingFit.Select(_ => value)] },
    };

    private static IEnumerable<AttackRun> All(AttackFamily family, Func<AttackRun, AttackRun> change) =>
        SafeCut.Evidence.Attacks.Select(run => run.Kind.Family == family ? change(run) : run);

    private static Evidence WhiteBox(Func<AttackRun, AttackRun> change) => SafeCut.Evidence with { Attacks = [.. All(AttackFamily.WhiteBox, change)] };

    private static Evidence Positives(AttackFamily family, double score) => SafeCut.Evidence with
    {
        Positives = [.. AttackKind.Portfolio.Select(kind => SafeCut.Positive(kind, kind.Family == family ? score : 0.95))],
    };

    private static Evidence Negatives(NegativeKind without) =>
        SafeCut.Evidence with { Negatives = SafeCut.Evidence.Negatives.RemoveAll(control => control.Kind == without) };

    private static Evidence Shift(AttackKind kind, double excess) =>
        SafeCut.Change(kind, SafeCut.Cut, run => run.With(Metric.Ssim, (_, value) => value + excess));

    /// <summary>All scores, controls' and attacks', that much higher.</summary>
    private static Evidence Raised(double offset) => SafeCut.Evidence with
    {
        Attacks = [.. SafeCut.Evidence.Attacks.Select(run => run.With(Metric.Ssim, (_, value) => value + offset))],
        Negatives = [.. SafeCut.Evidence.Negatives.Select(control => control with
        {
            Scores = control.Scores.SetItem(Metric.Ssim, [.. control.Scores[Metric.Ssim].Select(value => value + offset)]),
        })],
    };

    private static Evidence Fewer(int victims) => SafeCut.Evidence with
    {
        Victims = SafeCut.Evidence.Victims with { Digests = SafeCut.Evidence.Victims.Digests[..victims] },
        Attacks = [.. SafeCut.Evidence.Attacks.Select(run => run with
        {
            Seeds = [.. run.Seeds.Select(seed => seed with { Scores = seed.Scores.ToImmutableDictionary(score => score.Key, score => score.Value[..Math.Min(victims, score.Value.Length)]) })],
            Optimised = run.Optimised is null ? null : run.Optimised with
            {
                FeatureErrors = run.Optimised.FeatureErrors[..Math.Min(victims, SafeCut.WhiteBoxVictims)],
                StartErrors = run.Optimised.StartErrors[..Math.Min(victims, SafeCut.WhiteBoxVictims)],
            },
        })],
        Negatives = [.. SafeCut.Evidence.Negatives.Select(control => control with
        {
            Scores = control.Scores.ToImmutableDictionary(score => score.Key, score => score.Value[..victims]),
        })],
    };
}
