using System.Collections.Immutable;
using Lamina.Privacy.Scores;

namespace Lamina.Privacy.Records;

/// <summary>Reads the records back out of pictures and scores their fields: the advantage over the best way of guessing, per picture.</summary>
public sealed class RecordScorer
{
    private readonly Func<int, UnitImage, ImmutableArray<ImmutableArray<double>>> _decode;
    private readonly int[] _starts;

    /// <summary>A scorer.</summary>
    /// <param name="fields">The fields of every record.</param>
    /// <param name="training">The adversary's records, picture by picture, numbered by their blocks from 0: what the controls guess from.</param>
    /// <param name="victims">The victims' records, picture by picture.</param>
    /// <param name="perVictim">How many records each victim's picture holds.</param>
    /// <param name="decode">The records of a picture that is a guess of the victim of that index.</param>
    /// <exception cref="ArgumentException">Lengths do not match, two fields have one name, or every field is guessed right without the tensors.</exception>
    public RecordScorer(
        IReadOnlyList<FieldSpec> fields, RecordSet training, RecordSet victims, IReadOnlyList<int> perVictim, Func<int, UnitImage, ImmutableArray<ImmutableArray<double>>> decode)
    {
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(victims);
        ArgumentNullException.ThrowIfNull(perVictim);
        ArgumentNullException.ThrowIfNull(decode);
        training.Check(fields.Count);
        victims.Check(fields.Count);
        _starts = new int[perVictim.Count + 1];
        for (int i = 0; i < perVictim.Count; i++)
        {
            _starts[i + 1] = _starts[i] + perVictim[i];
        }

        if (_starts[^1] != victims.Values.Length)
        {
            throw new ArgumentException($"{victims.Values.Length} records were given for pictures of {_starts[^1]}.", nameof(victims));
        }

        if (fields.DistinctBy(field => field.Name).Count() != fields.Count)
        {
            throw new ArgumentException("Two fields have one name.", nameof(fields));
        }

        (Fields, Training, Victims, _decode) = (fields, training, victims, decode);
        Levels = FieldLevels.Of(fields, victims, new Dictionary<string, ImmutableArray<ImmutableArray<double>>>
        {
            ["majority"] = FieldControls.Majority(fields, training, victims),
            ["class-majority"] = FieldControls.ClassMajority(fields, training, victims),
            ["previous-record"] = FieldControls.PreviousRecord(fields, training, victims),
        });
    }

    /// <summary>The fields of every record.</summary>
    public IReadOnlyList<FieldSpec> Fields { get; }

    /// <summary>The adversary's records.</summary>
    public RecordSet Training { get; }

    /// <summary>The victims' records.</summary>
    public RecordSet Victims { get; }

    /// <summary>How well each field of all victims is guessed: the scale of every score.</summary>
    public FieldLevels Levels { get; }

    /// <summary>The records of one of the adversary's pictures; pictures follow each other as <see cref="RecordSet.Blocks"/> numbers them.</summary>
    /// <param name="picture">Its number.</param>
    public ImmutableArray<ImmutableArray<double>> TrainingRecords(int picture)
    {
        int first = Training.Blocks.BinarySearch(picture);
        if (first < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(picture), picture, "The adversary has no such picture.");
        }

        int end = first;
        while (first > 0 && Training.Blocks[first - 1] == picture)
        {
            first--;
        }

        while (end < Training.Blocks.Length && Training.Blocks[end] == picture)
        {
            end++;
        }

        return Training.Values[first..end];
    }

    /// <summary>Scores pictures of the first victims.</summary>
    /// <returns>Per picture the advantage as it is shown, and each telling field's part of it (<see cref="Metric.OfField"/>) for its bounds.</returns>
    public ImmutableDictionary<Metric, ImmutableArray<double>> Score(IReadOnlyList<UnitImage> guesses)
    {
        ArgumentNullException.ThrowIfNull(guesses);
        return ScoreFields([.. guesses.SelectMany((guess, i) => _decode(i, guess))], guesses.Count);
    }

    /// <summary>Scores guesses of the fields themselves.</summary>
    /// <param name="guesses">One per record of the first victims.</param>
    /// <param name="pictures">How many victims those are.</param>
    /// <inheritdoc cref="Score" path="/returns"/>
    public ImmutableDictionary<Metric, ImmutableArray<double>> ScoreFields(ImmutableArray<ImmutableArray<double>> guesses, int pictures)
    {
        FieldAdvantage advantage = Advantage(guesses, pictures);
        ImmutableArray<double> PerPicture(ImmutableArray<double> perRecord) => [.. Enumerable.Range(0, pictures).Select(i => perRecord[_starts[i].._starts[i + 1]].Average())];
        return ImmutableDictionary<Metric, ImmutableArray<double>>.Empty
            .Add(Metric.FieldAdvantage, PerPicture(advantage.PerRecord))
            .AddRange(Levels.Telling.Select((field, place) => KeyValuePair.Create(Metric.OfField(Fields[field].Name), PerPicture(advantage.PerField[place]))));
    }

    /// <summary>Field by field.</summary>
    /// <param name="guesses">One per record of the first victims.</param>
    /// <param name="pictures">How many victims those are.</param>
    public FieldAdvantage Advantage(ImmutableArray<ImmutableArray<double>> guesses, int pictures)
    {
        int records = _starts[pictures];
        return FieldAdvantage.Of(
            Fields, Victims with { Values = Victims.Values[..records], Classes = Victims.Classes[..records], Blocks = Victims.Blocks[..records] }, guesses, Levels);
    }
}
