using System.Collections.Immutable;

namespace Lamina.Privacy.Records;

/// <summary>
/// How well each field is guessed without the tensors: the scale on which every attack's advantage is measured. It is made once, of all
/// victims, so that scores of the first of them are on the scale of all.
/// </summary>
public sealed record FieldLevels
{
    private FieldLevels(ImmutableArray<FieldLevel> fields)
    {
        Fields = fields;
        Telling = [.. Enumerable.Range(0, fields.Length).Where(field => fields[field].Accuracy < 1)];
    }

    /// <summary>The best control of each field, in the records' order.</summary>
    public ImmutableArray<FieldLevel> Fields { get; }

    /// <summary>Places of the fields that can be told from guessing: those that the best control does not always guess right.</summary>
    public ImmutableArray<int> Telling { get; }

    /// <summary>Measures the controls.</summary>
    /// <param name="fields">The fields, in the records' order.</param>
    /// <param name="victims">The truth.</param>
    /// <param name="controls">Guesses of the controls by name, at least one; see <see cref="FieldControls"/>.</param>
    /// <exception cref="ArgumentException">Lengths do not match, there is no control, or the best control is right for every field and record.</exception>
    public static FieldLevels Of(IReadOnlyList<FieldSpec> fields, RecordSet victims, IReadOnlyDictionary<string, ImmutableArray<ImmutableArray<double>>> controls)
    {
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(victims);
        ArgumentNullException.ThrowIfNull(controls);
        victims.Check(fields.Count);
        if (controls.Count == 0)
        {
            throw new ArgumentException("An advantage needs a control.", nameof(controls));
        }

        FieldLevels levels = new([.. Enumerable.Range(0, fields.Count).Select(field => controls
            .Select(control => new FieldLevel(control.Key, Accuracy(field, fields[field], victims, control.Value)))
            .OrderByDescending(level => level.Accuracy)
            .ThenBy(level => level.Control, StringComparer.Ordinal)
            .First())]);
        return levels.Telling.Length > 0
            ? levels
            : throw new ArgumentException("Every field is guessed right without the tensors: no advantage can be measured.", nameof(controls));
    }

    /// <summary>Share of records whose field is right.</summary>
    internal static double Accuracy(int field, FieldSpec spec, RecordSet victims, ImmutableArray<ImmutableArray<double>> guesses) => guesses.Length == victims.Values.Length
        ? Enumerable.Range(0, guesses.Length).Average(i => spec.Matches(victims.Values[i][field], guesses[i][field]) ? 1.0 : 0)
        : throw new ArgumentException($"{guesses.Length} guesses were given for {victims.Values.Length} records.", nameof(guesses));
}

/// <summary>The best guess of one field without the tensors.</summary>
/// <param name="Control">Name of the control.</param>
/// <param name="Accuracy">Share of records whose field it guesses right, 0..1.</param>
public readonly record struct FieldLevel(string Control, double Accuracy);
