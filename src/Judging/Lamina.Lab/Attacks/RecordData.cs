using System.Collections.Immutable;
using System.Globalization;
using Lamina.Data;
using Lamina.Data.TonIot;
using Lamina.Privacy.Records;
using Lamina.Privacy.Scores;

namespace Lamina.Lab.Attacks;

/// <summary>How pictures of one kind of record are read back and scored.</summary>
internal sealed class RecordData
{
    /// <summary>A numeric column of at most so many different values is a code; more are a measurement.</summary>
    private const int MostCodes = 16;

    /// <summary>Stands for a missing value: no other value comes near it.</summary>
    private const double Missing = -1e18;

    private readonly RecordReader _reader;
    private readonly TonIotSource _source;

    private RecordData(RecordReader reader) => (_reader, _source) = (reader, reader.Sources[0]);

    /// <summary>The records of a folder; null for ordinary pictures.</summary>
    /// <exception cref="Refusal">The folder holds several kinds of record: their fields differ.</exception>
    public static RecordData? Open(string path)
    {
        RecordReader? reader = Directory.Exists(path) ? RecordReader.Open(path) : null;
        return reader is null ? null
            : reader.Sources.Count == 1 ? new RecordData(reader)
            : throw new Refusal(ExitCode.UnusableInput, $"'{path}' holds {reader.Sources.Count} kinds of record, whose fields differ; make it without --merge and judge one kind at a time.");
    }

    /// <summary>
    /// True where a picture holds many records: it is the block of records that intervals are made over. A picture of one record
    /// depends on its neighbours in time, and its block of time is the unit.
    /// </summary>
    public bool PicturesAreBlocks => _reader.RecordsPerImage(_source) > 1;

    /// <summary>The scorer for some victims.</summary>
    /// <param name="pool">All pictures.</param>
    /// <param name="training">Those the adversary learns from.</param>
    /// <param name="victims">The victims.</param>
    /// <param name="classes">Names of classes, for the control that guesses by class.</param>
    /// <exception cref="DataException">Every field is guessed right without the tensors: nothing could leak.</exception>
    public RecordScorer Scorer(PicturePool pool, ImmutableArray<int> training, ImmutableArray<int> victims, string[] classes)
    {
        ImmutableArray<double>[][] learned = [.. training.Select(i => Values(_reader.Read(pool.Pictures[i], _source)))];
        ImmutableArray<double>[][] truth = [.. victims.Select(i => Values(_reader.Read(pool.Pictures[i], _source)))];
        FieldSpec[] fields = [.. _source.Columns.Select((column, field) => Field(column, [.. learned.SelectMany(records => records).Select(record => record[field])]))];
        try
        {
            return new RecordScorer(
                fields, Set(learned, training, pool, classes), Set(truth, victims, pool, classes), [.. truth.Select(records => records.Length)],
                (_, guess) => [.. Values(_reader.Read(UnitPictures.ToPicture(guess), _source))]);
        }
        catch (ArgumentException fault)
        {
            throw new DataException($"{_source.File}: {fault.Message.Split(" (Parameter", 2)[0]}", fault);
        }
    }

    private static RecordSet Set(ImmutableArray<double>[][] records, ImmutableArray<int> images, PicturePool pool, string[] classes) => new()
    {
        Values = [.. records.SelectMany(image => image)],
        Classes = [.. records.SelectMany((image, i) => image.Select(_ => pool.Classes[images[i]] is { } name ? Array.IndexOf(classes, name) : -1))],
        Blocks = [.. records.SelectMany((image, i) => image.Select(_ => i))],
    };

    private static FieldSpec Field(ColumnCode column, double[] values)
    {
        double[] known = [.. values.Where(value => value > Missing)];
        return column.Vocabulary is not null || known.Distinct().Take(MostCodes + 1).Count() <= MostCodes ? FieldSpec.Discrete(column.Name) : FieldSpec.Continuous(column.Name, known);
    }

    private ImmutableArray<double>[] Values(IReadOnlyList<string[]> records) => [.. records.Select(record => record.Select((text, field) => Value(text, _source.Columns[field])).ToImmutableArray())];

    private static double Value(string text, ColumnCode column) => text.Length == 0 ? Missing
        : column.Vocabulary is { } words ? Enumerable.Range(0, words.Count).FirstOrDefault(i => words[i] == text, -1)
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : Missing;
}
