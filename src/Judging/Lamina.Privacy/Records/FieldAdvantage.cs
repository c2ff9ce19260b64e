using System.Collections.Immutable;

namespace Lamina.Privacy.Records;

/// <summary>
/// How much better an attack recovers fields than the best guess without the tensors:
/// (accuracy - best control) / (1 - best control), 1 if all are right, 0 if it is no better than guessing.
/// </summary>
public sealed record FieldAdvantage
{
    /// <summary>Per field.</summary>
    public required ImmutableArray<FieldResult> Fields { get; init; }

    /// <summary>
    /// Per record its mean over the fields that can be told from guessing: what intervals are made of (over blocks). A field that the
    /// attack tells worse than the best guess counts 0, since its adversary would guess: a field that is told must not vanish beside it.
    /// </summary>
    public required ImmutableArray<double> PerRecord { get; init; }

    /// <summary>Mean over records and fields.</summary>
    public double Mean => PerRecord.Average();

    /// <summary>Scores guesses of the victims' fields.</summary>
    /// <param name="fields">The fields, in the records' order.</param>
    /// <param name="victims">The truth.</param>
    /// <param name="guesses">One per victim record.</param>
    /// <param name="controls">Guesses of the controls by name, at least one; see <see cref="FieldControls"/>.</param>
    /// <exception cref="ArgumentException">Lengths do not match, there is no control, or the best control is right for every field and record.</exception>
    public static FieldAdvantage Of(
        IReadOnlyList<FieldSpec> fields,
        RecordSet victims,
        ImmutableArray<ImmutableArray<double>> guesses,
        IReadOnlyDictionary<string, ImmutableArray<ImmutableArray<double>>> controls)
    {
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(victims);
        ArgumentNullException.ThrowIfNull(controls);
        victims.Check(fields.Count);
        if (controls.Count == 0)
        {
            throw new ArgumentException("An advantage needs a control.", nameof(controls));
        }

        FieldResult[] results = [.. Enumerable.Range(0, fields.Count).Select(field => Result(field, fields[field], victims, guesses, controls))];
        int[] telling = [.. Enumerable.Range(0, fields.Count).Where(field => results[field].Control < 1)];
        if (telling.Length == 0)
        {
            throw new ArgumentException("Every field is guessed right without the tensors: no advantage can be measured.", nameof(controls));
        }

        return new FieldAdvantage
        {
            Fields = [.. results],
            PerRecord = [.. Enumerable.Range(0, victims.Values.Length).Select(i => telling.Average(field => results[field].Advantage > 0
                ? Relative(Hit(fields[field], victims, guesses, i, field), results[field].Control)
                : 0))],
        };
    }

    private static FieldResult Result(
        int index,
        FieldSpec field,
        RecordSet victims,
        ImmutableArray<ImmutableArray<double>> guesses,
        IReadOnlyDictionary<string, ImmutableArray<ImmutableArray<double>>> controls)
    {
        (string name, double best) = controls
            .Select(control => (control.Key, Accuracy(index, field, victims, control.Value)))
            .OrderByDescending(control => control.Item2)
            .ThenBy(control => control.Key, StringComparer.Ordinal)
            .First();
        double accuracy = Accuracy(index, field, victims, guesses);
        return new FieldResult(field.Name, accuracy, name, best, best < 1 ? Relative(accuracy, best) : null);
    }

    private static double Accuracy(int field, FieldSpec spec, RecordSet victims, ImmutableArray<ImmutableArray<double>> guesses)
    {
        if (guesses.Length != victims.Values.Length)
        {
            throw new ArgumentException($"{guesses.Length} guesses were given for {victims.Values.Length} records.", nameof(guesses));
        }

        return Enumerable.Range(0, guesses.Length).Average(i => Hit(spec, victims, guesses, i, field));
    }

    private static double Hit(FieldSpec spec, RecordSet victims, ImmutableArray<ImmutableArray<double>> guesses, int record, int field) =>
        spec.Matches(victims.Values[record][field], guesses[record][field]) ? 1 : 0;

    private static double Relative(double accuracy, double control) => (accuracy - control) / (1 - control);
}

/// <summary>One field's recovery.</summary>
/// <param name="Name">The field.</param>
/// <param name="Accuracy">Share of records whose field is right, 0..1.</param>
/// <param name="ControlName">The control that is best for it.</param>
/// <param name="Control">That control's accuracy.</param>
/// <param name="Advantage">At most 1; null where the control is always right and nothing can be gained.</param>
public sealed record FieldResult(string Name, double Accuracy, string ControlName, double Control, double? Advantage);
