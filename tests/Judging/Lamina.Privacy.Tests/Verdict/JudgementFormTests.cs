using System.Collections.Immutable;
using Lamina.Plans;
using Lamina.Plans.Measured;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Tests.Verdict;

public sealed class JudgementFormTests
{
    [Fact]
    public void Rows_OfAVerdict_AreWhatPlansAccept()
    {
        Judgement judgement = Judge.Decide(SafeCut.Evidence);
        Assert.Equal(SafeCut.Evidence.Attacks.Length * 5, judgement.Leakage.Length);
        Assert.All(judgement.Leakage, row =>
        {
            Assert.Equal(row.Counted, row.NotCounted is null);
            Assert.Equal(row.Control is null, row.Excess is null);
            Assert.True(row.Score.Low <= row.Score.Mean && row.Score.Mean <= row.Score.High);
            Assert.True(double.IsFinite(row.Score.Low + row.Score.High + row.Score.Max));
        });
        Assert.All(judgement.Controls, row => Assert.True(row.Passed && row.Images > 0));
        Assert.Equal(AttackKind.Portfolio.Count, judgement.Controls.Count(row => row.Kind == ControlKind.Positive));
    }

    [Fact]
    public void Rows_OfTheFewestVictims_AreFiniteStill()
    {
        AttackRun run = SafeCut.Learned(AttackKind.InverseNetwork, SafeCut.Cut) with { Seeds = [SafeCut.Scores(1, 1, 0.1)] };
        Judgement judgement = Judge.Decide(SafeCut.Evidence with { Attacks = [run] });
        Assert.All(judgement.Leakage, row => Assert.True(double.IsFinite(row.Score.Low) && double.IsFinite(row.Score.High)));
    }

    [Fact]
    public void Rows_BestControl_IsTheOneOfTheMetric()
    {
        LeakageRow row = Judge.Decide(SafeCut.Evidence).Leakage.First(row => row.Metric == "ssim");
        Assert.Equal("best-constant", row.Control!.Name);
    }

    [Fact]
    public void Rows_MseLeaksDownwards_AndItsExcessPointsUp()
    {
        Evidence evidence = SafeCut.Evidence with
        {
            Attacks = [SafeCut.Evidence.Attacks[1] with
            {
                Seeds =
                [
                    new SeedScores { Seed = 1, Scores = Only(Metric.Mse, 0.02) },
                    new SeedScores { Seed = 2, Scores = Only(Metric.Mse, 0.03) },
                ],
            }],
            Negatives =
            [
                new NegativeControl { Kind = NegativeKind.MeanImage, Scores = Only(Metric.Mse, 0.06) },
                new NegativeControl { Kind = NegativeKind.BestConstant, Scores = Only(Metric.Mse, 0.05) },
            ],
        };
        LeakageRow row = Judge.Decide(evidence).Leakage.Single();
        Assert.Equal(0.02, row.Score.Mean, 1e-12);
        Assert.Equal("best-constant", row.Control!.Name);
        Assert.Equal(0.03, row.Excess!.Mean, 1e-12);
    }

    [Fact]
    public void Decide_Twice_IsTheSame() =>
        Assert.Equal(Judge.Decide(SafeCut.Evidence).Leakage.Select(Flat), Judge.Decide(SafeCut.Evidence).Leakage.Select(Flat));

    [Fact]
    public void Decide_BudgetThatLimitsNothing_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Judge.Decide(SafeCut.Evidence with { Budget = new PlanBudget { Name = "custom", Limits = [] } }));

    [Theory]
    [InlineData("mse", 0.1)]
    [InlineData("beauty", 0.1)]
    [InlineData("ssim", double.NaN)]
    public void Custom_LimitThatCannotBeJudged_IsRefused(string metric, double max) =>
        Assert.Throws<ArgumentException>(() => Budgets.Custom(new Dictionary<string, double> { [metric] = max }));

    [Fact]
    public void Find_KnownNames_AreBudgets()
    {
        Assert.Same(PlanBudget.Strict, Budgets.Find("strict"));
        Assert.Same(PlanBudget.He2019, Budgets.Find("he2019"));
        Assert.Same(Budgets.StrictRecords, Budgets.Find("strict", records: true));
        Assert.Null(Budgets.Find("he2019", records: true));
        Assert.Null(Budgets.Find("lenient"));
    }

    [Fact]
    public void Envelope_DeeperLeak_IsHadAtEveryEarlierCut()
    {
        Assert.Equal([0.7, 0.7, 0.7, 0.2, null], Envelope.Of([0.5, null, 0.7, 0.2, null]));
        Assert.Equal(3, Envelope.Condemned([false, false, true, false]));
        Assert.Equal(0, Envelope.Condemned([false, false]));
    }

    private static (string, string, double, double, double) Flat(LeakageRow row) => (row.Attack, row.Metric, row.Score.Mean, row.Score.Low, row.Score.High);

    private static ImmutableDictionary<Metric, ImmutableArray<double>> Only(Metric metric, double value) =>
        ImmutableDictionary<Metric, ImmutableArray<double>>.Empty.Add(metric, [.. Enumerable.Repeat(value, SafeCut.Victims)]);
}
