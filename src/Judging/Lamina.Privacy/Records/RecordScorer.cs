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
    /// <exception cref="ArgumentException">Lengths do not match.</exception>
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

        (Fields, Training, Victims, _decode) = (fields, training, victims, decode);
    }

    /// <summary>The fields of every record.</summary>
    public IReadOnlyList<FieldSpec> Fields { get; }

    /// <summary>The adversary's records.</summary>
    public RecordSet Training { get; }

    /// <summary>The victims' records.</summary>
    public RecordSet Victims { get; }

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
    public ImmutableArray<double> Score(IReadOnlyList<UnitImage> guesses)
    {
        ArgumentNullException.ThrowIfNull(guesses);
        return ScoreFields([.. guesses.SelectMany((guess, i) => _decode(i, guess))], guesses.Count);
    }

    /// <summary>Scores guesses of the fields themselves.</summary>
    /// <param name="guesses">One per record of the first victims.</param>
    /// <param name="pictures">How many victims those are.</param>
    public ImmutableArray<double> ScoreFields(ImmutableArray<ImmutableArray<double>> guesses, int pictures)
    {
        FieldAdvantage advantage = Advantage(guesses, pictures);
        return [.. Enumerable.Range(0, pictures).Select(i => advantage.PerRecord[_starts[i].._starts[i + 1]].Average())];
    }

    /// <summary>Field by field.</summary>
    /// <inheritdoc cref="ScoreFields"/>
    public FieldAdvantage Advantage(ImmutableArray<ImmutableArray<double>> guesses, int pictures)
    {
        int records = _starts[pictures];
        RecordSet seen = Victims with
        {
            Values = Victims.Values[..records], Classes = Victims.Classes[..records], Blocks = Victims.Blocks[..records],
        };
        return FieldAdvantage.Of(Fields, seen, guesses, new Dictionary<string, ImmutableArray<ImmutableArray<double>>>
        {
            ["majority"] = FieldControls.Majority(Fields, Training, seen),
            ["class-majority"] = FieldControls.ClassMajority(Fields, Training, seen),
            ["previous-record"] = FieldControls.PreviousRecord(Fields, Training, seen),
        });
    }
}
