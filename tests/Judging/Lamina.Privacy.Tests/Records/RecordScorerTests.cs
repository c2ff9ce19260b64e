using System.Collections.Immutable;
using Lamina.Privacy.Records;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Tests.Records;

/// <summary>Scores of the first victims are on the scale of all: attacks per victim are compared with those on everybody.</summary>
public sealed class RecordScorerTests
{
    private static readonly FieldSpec[] Fields = [FieldSpec.Discrete("door"), FieldSpec.Discrete("code")];

    /// <summary>The door is 0 with the first twelve of twenty victims: guessed there, not guessed with the others. Codes differ throughout.</summary>
    private static readonly ImmutableArray<ImmutableArray<double>> Truth = [.. Enumerable.Range(0, 20).Select(i => ImmutableArray.Create(i < 12 ? 0.0 : 1, 100 + (7 * i)))];

    private static readonly ImmutableArray<ImmutableArray<double>> Guesses = [.. Truth.Select((record, i) => ImmutableArray.Create(i % 4 == 0 ? 9 : record[0], i % 2 == 0 ? record[1] : -1))];

    [Fact]
    public void Score_OfTheFirstVictims_IsOnTheScaleOfAll()
    {
        RecordScorer scorer = Scorer(Truth);
        ImmutableDictionary<Metric, ImmutableArray<double>> all = scorer.ScoreFields(Guesses, 20);
        ImmutableDictionary<Metric, ImmutableArray<double>> first = scorer.ScoreFields(Guesses[..8], 8);
        Assert.Equal(["code", "door"], all.Keys.Where(metric => metric.IsField).Select(metric => metric.Name.Split('/')[1]).Order(StringComparer.Ordinal));
        Assert.All(all.Keys.Where(metric => metric.IsField), metric => Assert.Equal(all[metric][..8], first[metric]));
    }

    [Fact]
    public void Score_FirstVictimsThatAreAllGuessed_AreScoredAllTheSame()
    {
        // With each of the first eight the class tells everything; with the others nothing does.
        RecordScorer scorer = Scorer([.. Truth.Select((record, i) => i < 8 ? ImmutableArray.Create(0.0, 0.0) : record)]);
        Assert.Equal([0, 1], scorer.Levels.Telling);
        Assert.Equal(8, scorer.ScoreFields(Guesses[..8], 8)[Metric.FieldAdvantage].Length);
    }

    [Fact]
    public void Scorer_NothingToGain_IsRefused() => Assert.Throws<ArgumentException>(() => Scorer([.. Truth.Select(_ => ImmutableArray.Create(0.0, 0.0))]));

    private static RecordScorer Scorer(ImmutableArray<ImmutableArray<double>> truth) => new(
        Fields, Set([.. Enumerable.Repeat(ImmutableArray.Create(0.0, 0.0), 10)]), Set(truth), [.. truth.Select(_ => 1)], (_, _) => throw new InvalidOperationException("No picture is read."));

    private static RecordSet Set(ImmutableArray<ImmutableArray<double>> values) => new()
    {
        Values = values, Classes = [.. values.Select(_ => 0)], Blocks = [.. Enumerable.Range(0, values.Length)],
    };
}
