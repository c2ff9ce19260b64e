using System.Collections.Immutable;
using Lamina.Plans;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Tests.Verdict;

/// <summary>What is enough to say <c>leaks</c>, and what is not.</summary>
public sealed class CondemnationTests
{
    [Fact]
    public void Decide_LowerBoundAboveTheLimit_Leaks()
    {
        Judgement judgement = Judge.Decide(Leaking(AttackKind.InverseNetwork, SafeCut.Cut));
        Assert.Equal(PlanVerdict.Leaks, judgement.Verdict);
        Assert.StartsWith("inverse-network at 'cut': ssim above the negative control", judgement.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_DeeperTensorBroken_CondemnsTheCut()
    {
        Judgement judgement = Judge.Decide(Leaking(AttackKind.InverseNetwork, SafeCut.Deepest));
        Assert.Equal(PlanVerdict.Leaks, judgement.Verdict);
        Assert.EndsWith("What is had there is had at the cut.", judgement.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_AttackThatDoesNotCount_CanStillCondemn()
    {
        Evidence evidence = Leaking(AttackKind.ConditionalGan, SafeCut.Cut);
        Judgement judgement = Judge.Decide(evidence with { Positives = [], StoppedByTime = true, Scope = evidence.Scope with { Demonstration = true } });
        Assert.Equal(PlanVerdict.Leaks, judgement.Verdict);
        Assert.All(judgement.Leakage, row => Assert.False(row.Counted));
    }

    [Fact]
    public void Decide_OneSeedOfThreeBreaks_Leaks()
    {
        Judgement judgement = Judge.Decide(SafeCut.Change(AttackKind.InverseNetwork, SafeCut.Cut, run => run with
        {
            Seeds = run.Seeds.SetItem(0, SafeCut.Scores(15, SafeCut.Victims, 0.2)),
        }));
        Assert.Equal(PlanVerdict.Leaks, judgement.Verdict);
    }

    [Fact]
    public void Decide_WhiteBoxGainOverTheNetwork_IsAddedToTheMeanOfAllVictims()
    {
        Judgement judgement = Judge.Decide(SafeCut.Change(AttackKind.Rmle, SafeCut.Cut, run => run.With(Metric.Ssim, (_, value) => value + 0.3)));
        Assert.Equal(PlanVerdict.Leaks, judgement.Verdict);
        Plans.Measured.LeakageRow row = judgement.Leakage.Single(row => row is { Attack: "rmle", Metric: "ssim" });
        Assert.Equal(16, row.Images);
        Assert.InRange(row.Excess!.Mean, 0.28, 0.33);
    }

    [Fact]
    public void Decide_ManySingleVictims_LeakEvenIfTheMeanFits()
    {
        Judgement judgement = Judge.Decide(SafeCut.Change(
            AttackKind.InverseNetwork, SafeCut.Cut, run => run.With(Metric.Ssim, (i, value) => i % 8 == 0 ? value + 0.15 : value)));
        Assert.Equal(PlanVerdict.Leaks, judgement.Verdict);
        Assert.Contains("victims above their own limit", judgement.Reasons[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reidentification_top1")]
    [InlineData("label_agreement")]
    [InlineData("ms_ssim")]
    public void Decide_AnyLimitedMetric_Condemns(string name)
    {
        Metric metric = Metric.Find(name)!;
        Assert.Equal(PlanVerdict.Leaks, Judge.Decide(SafeCut.Change(AttackKind.InverseNetwork, SafeCut.Cut, run => run.With(metric, (_, value) => Math.Min(1, value + 0.9)))).Verdict);
    }

    [Fact]
    public void Decide_MetricInNoBudget_IsOnlyShown() =>
        Assert.Equal(PlanVerdict.WithinBudget, Judge.Decide(SafeCut.Change(AttackKind.InverseNetwork, SafeCut.Cut, run => run.With(Metric.Psnr, (_, _) => 60))).Verdict);

    [Fact]
    public void Decide_VictimsAmongTheTeachers_CondemnsNothing()
    {
        Evidence evidence = Leaking(AttackKind.InverseNetwork, SafeCut.Cut);
        Assert.Equal(PlanVerdict.Inconclusive, Judge.Decide(evidence with { AdversaryImages = evidence.Victims.Digests }).Verdict);
    }

    [Fact]
    public void Decide_TensorsTheWorkerDoesNotSee_CondemnNothing()
    {
        Evidence evidence = Leaking(AttackKind.InverseNetwork, SafeCut.Deepest);
        Judgement judgement = Judge.Decide(evidence with { Exposed = [SafeCut.Cut, SafeCut.Deeper] });
        Assert.Equal(PlanVerdict.Inconclusive, judgement.Verdict);
        Assert.Contains("the worker does not see these tensors", string.Join("\n", judgement.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_TooFewVictims_CondemnsNothing()
    {
        Evidence evidence = Leaking(AttackKind.InverseNetwork, SafeCut.Cut);
        Judgement judgement = Judge.Decide(evidence with
        {
            Attacks = [evidence.Attacks[1] with { Seeds = [SafeCut.Scores(1, 15, 0.5)] }],
        });
        Assert.Equal(PlanVerdict.Inconclusive, judgement.Verdict);
    }

    [Fact]
    public void Decide_RawLimitBelowTheControl_IsJudgedOnTheExcess()
    {
        Evidence evidence = SafeCut.Evidence with { Budget = PlanBudget.He2019 };
        Judgement judgement = Judge.Decide(evidence);
        Assert.Equal(PlanVerdict.WithinBudget, judgement.Verdict);
        Assert.Contains("The negative control alone exceeds the limit of 0.300 on ssim", string.Join("\n", judgement.Reasons), StringComparison.Ordinal);

        Evidence leaking = Leaking(AttackKind.InverseNetwork, SafeCut.Cut) with { Budget = PlanBudget.He2019 };
        Assert.Equal(PlanVerdict.Leaks, Judge.Decide(leaking).Verdict);
    }

    [Theory]
    [InlineData(0.5, PlanVerdict.WithinBudget)]
    [InlineData(0.34, PlanVerdict.Inconclusive)]
    public void Decide_RawLimitAboveTheControl_IsJudgedOnTheScore(double max, PlanVerdict verdict)
    {
        Evidence evidence = SafeCut.Evidence with { Budget = Budgets.Custom(new Dictionary<string, double> { ["ssim"] = max }) };
        Assert.Equal(verdict, Judge.Decide(evidence).Verdict);
    }

    [Theory]
    [InlineData(1.0, PlanVerdict.Leaks)]
    [InlineData(0.0, PlanVerdict.WithinBudget)]
    public void Decide_LabelLimit_JudgesOutputAndProbe(double told, PlanVerdict verdict)
    {
        AttackRun[] label = [.. new[] { AttackKind.WorkerOutput, AttackKind.LabelProbe }.Select(kind => new AttackRun
        {
            Kind = kind, Tensors = SafeCut.Cut, Finished = true,
            Seeds = [new SeedScores { Seed = 1, Scores = ImmutableDictionary<Metric, ImmutableArray<double>>.Empty.Add(Metric.Label, [.. Enumerable.Repeat(told, SafeCut.Victims)]) }],
        })];
        Evidence evidence = SafeCut.Evidence with { Attacks = [.. SafeCut.Evidence.Attacks, .. label] };
        Assert.Equal(verdict, Judge.Decide(evidence with { Budget = Budgets.WithLabel(PlanBudget.Strict, 0.5) }).Verdict);
        Assert.Equal(PlanVerdict.WithinBudget, Judge.Decide(evidence).Verdict);
    }

    private static Evidence Leaking(AttackKind kind, ImmutableArray<string> tensors) =>
        SafeCut.Change(kind, tensors, run => run.With(Metric.Ssim, (_, value) => value + 0.2));
}
