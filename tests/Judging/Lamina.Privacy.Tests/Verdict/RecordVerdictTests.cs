using System.Collections.Immutable;
using Lamina.Plans;
using Lamina.Plans.Measured;
using Lamina.Privacy.Scores;
using Lamina.Privacy.Verdict;

namespace Lamina.Privacy.Tests.Verdict;

/// <summary>Records are judged by the advantage over guessing their fields: its bounds, and the attack that tells fields without a picture.</summary>
public sealed class RecordVerdictTests
{
    private const int Victims = SafeCut.Victims;
    private const double Half = 0.5;

    private static readonly Metric Heat = Metric.OfField("heat");
    private static readonly Metric Door = Metric.OfField("door");

    /// <summary>Both fields are guessed with probability a half, and no attack does better: 40 of 100 right.</summary>
    private static readonly Evidence Records = Judged(Told(Half, Hits(40), Half, Hits(40)));

    [Fact]
    public void Decide_RecordsThatNoAttackTells_AreWithinBudget()
    {
        Judgement judgement = Judge.Decide(Records);
        Assert.Equal("", string.Join("\n", judgement.Verdict == PlanVerdict.WithinBudget ? [] : judgement.Reasons));
        Assert.True(judgement.Leakage.Single(row => row.Attack == "field-regression").Counted);
        Assert.All(judgement.Leakage, row => Assert.False(row.Metric.Contains('/', StringComparison.Ordinal)));
    }

    [Fact]
    public void Decide_FieldRegressionWhoseUpperBoundExceeds_IsInconclusive()
    {
        // Mean below the limit of 0.05, upper bound far above: 52 of 100 where 50 are guessed.
        Judgement judgement = Judge.Decide(With(AttackKind.FieldRegression, Told(Half, Hits(52), Half, Hits(52))));
        LeakageRow row = judgement.Leakage.Single(row => row.Attack == "field-regression");
        Assert.InRange(row.Score.Mean, 0, 0.049);
        Assert.True(row.Score.High > 0.1);
        Assert.Equal(PlanVerdict.Inconclusive, judgement.Verdict);
        Assert.Contains(judgement.Reasons, reason => reason.StartsWith("field-regression at 'cut': field_advantage", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.94)]
    [InlineData(null)]
    public void Decide_FieldRegressionThatFailsWhereItMustSucceed_IsInconclusive(double? positive)
    {
        ImmutableArray<PositiveControl> others = Records.Positives.RemoveAll(control => control.Kind == AttackKind.FieldRegression);
        Judgement judgement = Judge.Decide(Records with
        {
            Positives = positive is { } score ? others.Add(SafeCut.Positive(AttackKind.FieldRegression, score)) : others,
        });
        Assert.Equal(PlanVerdict.Inconclusive, judgement.Verdict);
        Assert.Contains(judgement.Reasons, reason => reason.StartsWith("field-regression at 'cut' was not strong enough, and records are judged by their fields", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(91, 0.1)]
    [InlineData(90, 0)]
    [InlineData(89, 0)]
    public void Decide_FieldNearItsGuess_KeepsItsUncertainty(int hits, double mean)
    {
        // One field that is guessed with 0.9 and told about as well, in 100 records: an upper bound of about 0.9 + 0.05 in accuracy.
        SeedScores told = Scores(mean, (Heat, Values(0.9, Hits(hits))));
        Judgement judgement = Judge.Decide(Judged(told));
        Assert.Equal(PlanVerdict.Inconclusive, judgement.Verdict);
        LeakageRow row = judgement.Leakage.Single(row => row.Attack == "ridge");
        Assert.Equal(mean, row.Score.Mean, 1e-9);
        Assert.InRange(row.Score.High, 0.3, 0.7);
    }

    [Fact]
    public void Decide_FieldBelowItsGuess_NeverNarrowsTheBoundsOfAnother()
    {
        // What is told of the door is uncertain; that the heat fails where the door is right must not cancel it.
        bool[] door = Hits(52);
        LeakageRow row = Judge.Decide(Judged(Told(Half, [.. door.Select(hit => !hit)], Half, door))).Leakage.Single(row => row.Attack == "ridge");
        Assert.Equal(0.02, row.Score.Mean, 1e-9);
        Assert.True(row.Score.High > 0.09, $"{row.Score.High}");
    }

    [Fact]
    public void Decide_FieldThatIsSurelyBelowItsGuess_AddsNothing()
    {
        LeakageRow row = Judge.Decide(Judged(Scores(0, (Heat, Values(0.9, Hits(0))), (Door, Values(0.9, Hits(0)))))).Leakage.Single(row => row.Attack == "ridge");
        Assert.Equal(0, row.Score.Mean);
        Assert.InRange(row.Score.High, 0.01, 0.04);
    }

    [Fact]
    public void Decide_WhiteBoxThatShowsWhatTheNetworkShows_GainsNothing()
    {
        // The first sixteen are told badly, the others well: a scale of their own would show a gain or a loss.
        bool[] late = [.. Enumerable.Range(0, Victims).Select(i => i >= 30)];
        Evidence evidence = Judged(Told(Half, late, Half, late));
        Judgement judgement = Judge.Decide(evidence);
        LeakageRow network = judgement.Leakage.Single(row => row.Attack == "inverse-network" && row.Tensors.SequenceEqual(SafeCut.Cut));
        LeakageRow search = judgement.Leakage.Single(row => row.Attack == "rmle");
        Assert.Equal(SafeCut.WhiteBoxVictims, search.Images);
        Assert.Equal((network.Score.Mean, network.Score.Low, network.Score.High), (search.Score.Mean, search.Score.Low, search.Score.High));
    }

    [Fact]
    public void Decide_ScoresThatWereNotKeptFieldByField_AreInconclusive()
    {
        SeedScores whole = Told(Half, Hits(40), Half, Hits(40));
        Judgement judgement = Judge.Decide(With(AttackKind.ConditionalGan, whole with { Scores = whole.Scores.Remove(Heat).Remove(Door) }));
        Assert.Equal(PlanVerdict.Inconclusive, judgement.Verdict);
        Assert.Contains("conditional-gan at 'cut' was not scored field by field", string.Join("\n", judgement.Reasons), StringComparison.Ordinal);
    }

    /// <summary>Evidence in which every attack tells the same of the fields.</summary>
    private static Evidence Judged(SeedScores told) => SafeCut.Evidence with
    {
        Budget = Budgets.StrictRecords,
        Records = true,
        Attacks = [.. SafeCut.Evidence.Attacks.Append(Regression()).Select(run => Scored(run, told))],
        Positives = [.. SafeCut.Evidence.Positives, SafeCut.Positive(AttackKind.FieldRegression, 0.97)],
    };

    private static AttackRun Regression() => new()
    {
        Kind = AttackKind.FieldRegression, Tensors = SafeCut.Cut, Finished = true, Seeds = [SafeCut.Scores(1, Victims, 0)],
    };

    private static Evidence With(AttackKind kind, SeedScores told) => Records with
    {
        Attacks = [.. Records.Attacks.Select(run => run.Kind == kind ? Scored(run, told) : run)],
    };

    private static AttackRun Scored(AttackRun run, SeedScores told) => run with
    {
        Seeds = [.. run.Seeds.Select(seed =>
        {
            int count = seed.Scores.Values.First().Length;
            return seed with { Scores = told.Scores.ToImmutableDictionary(score => score.Key, score => score.Value[..count]) };
        })],
    };

    private static SeedScores Told(double heatGuess, bool[] heat, double doorGuess, bool[] door)
    {
        ImmutableArray<double> first = Values(heatGuess, heat), second = Values(doorGuess, door);
        return Scores((Math.Max(0, first.Average()) + Math.Max(0, second.Average())) / 2, (Heat, first), (Door, second));
    }

    private static SeedScores Scores(double mean, params (Metric Field, ImmutableArray<double> Values)[] fields) => new()
    {
        Seed = 1,
        Scores = fields.ToImmutableDictionary(field => field.Field, field => field.Values).Add(Metric.FieldAdvantage, [.. Enumerable.Repeat(mean, Victims)]),
    };

    private static ImmutableArray<double> Values(double guess, bool[] hits) => [.. hits.Select(hit => ((hit ? 1 : 0) - guess) / (1 - guess))];

    /// <summary>So many of the victims, spread evenly.</summary>
    private static bool[] Hits(int count) => [.. Enumerable.Range(0, Victims).Select(i => (i + 1) * count / Victims > i * count / Victims)];
}
