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
    /// Per telling field (<see cref="FieldLevels.Telling"/>) and record: 1 where it is told, -c / (1 - c) where it is not and the best guess
    /// is right with probability c. Nothing is clamped: bounds are made of these.
    /// </summary>
    public required ImmutableArray<ImmutableArray<double>> PerField { get; init; }

    /// <summary>
    /// Per record its mean over the telling fields, to be shown. A field that the attack tells worse than the best guess counts 0, since its
    /// adversary would guess: a field that is told must not vanish beside it. Its spread is lost here, so no bounds can be made of this.
    /// </summary>
    public required ImmutableArray<double> PerRecord { get; init; }

    /// <summary>Mean over records and fields.</summary>
    public double Mean => PerRecord.Average();

    /// <summary>Scores guesses of the victims' fields.</summary>
    /// <param name="fields">The fields, in the records' order.</param>
    /// <param name="victims">The truth: all the victims of the levels, or the first of them.</param>
    /// <param name="guesses">One per victim record.</param>
    /// <param name="levels">The scale.</param>
    /// <exception cref="ArgumentException">Lengths do not match.</exception>
    public static FieldAdvantage Of(IReadOnlyList<FieldSpec> fields, RecordSet victims, ImmutableArray<ImmutableArray<double>> guesses, FieldLevels levels)
    {
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(victims);
        ArgumentNullException.ThrowIfNull(levels);
        victims.Check(fields.Count);
        if (levels.Fields.Length != fields.Count)
        {
            throw new ArgumentException($"Levels of {levels.Fields.Length} fields were given for {fields.Count}.", nameof(levels));
        }

        FieldResult[] results = [.. levels.Fields.Select((level, field) =>
        {
            double accuracy = FieldLevels.Accuracy(field, fields[field], victims, guesses);
            return new FieldResult(fields[field].Name, accuracy, level.Control, level.Accuracy, level.Accuracy < 1 ? Relative(accuracy, level.Accuracy) : null);
        })];
        ImmutableArray<ImmutableArray<double>> perField = [.. levels.Telling.Select(field => Enumerable.Range(0, guesses.Length)
            .Select(i => Relative(fields[field].Matches(victims.Values[i][field], guesses[i][field]) ? 1 : 0, levels.Fields[field].Accuracy)).ToImmutableArray())];
        return new FieldAdvantage
        {
            Fields = [.. results],
            PerField = perField,
            PerRecord = [.. Enumerable.Range(0, guesses.Length).Select(i =>
                levels.Telling.Select((field, place) => results[field].Advantage > 0 ? perField[place][i] : 0).Average())],
        };
    }

    private static double Relative(double accuracy, double control) => (accuracy - control) / (1 - control);
}

/// <summary>One field's recovery.</summary>
/// <param name="Name">The field.</param>
/// <param name="Accuracy">Share of records whose field is right, 0..1.</param>
/// <param name="ControlName">The control that is best for it.</param>
/// <param name="Control">That control's accuracy.</param>
/// <param name="Advantage">At most 1; null where the control is always right and nothing can be gained.</param>
public sealed record FieldResult(string Name, double Accuracy, string ControlName, double Control, double? Advantage);
