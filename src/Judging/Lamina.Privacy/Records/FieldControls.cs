using System.Collections.Immutable;

namespace Lamina.Privacy.Records;

/// <summary>What is guessed of a record's fields without seeing its tensors. Each returns one guess per victim record and field.</summary>
public static class FieldControls
{
    /// <summary>For every field the value that is right most often among the training records.</summary>
    /// <exception cref="ArgumentException">The records do not match the fields.</exception>
    public static ImmutableArray<ImmutableArray<double>> Majority(IReadOnlyList<FieldSpec> fields, RecordSet training, RecordSet victims)
    {
        Check(fields, training, victims);
        ImmutableArray<double> guess = MostFrequent(fields, training.Values);
        return [.. victims.Values.Select(_ => guess)];
    }

    /// <summary>The same among training records of the victim's own class; of all where the class is new.</summary>
    /// <inheritdoc cref="Majority" path="/exception"/>
    public static ImmutableArray<ImmutableArray<double>> ClassMajority(IReadOnlyList<FieldSpec> fields, RecordSet training, RecordSet victims)
    {
        Check(fields, training, victims);
        ImmutableArray<double> overall = MostFrequent(fields, training.Values);
        Dictionary<int, ImmutableArray<double>> guesses = Enumerable.Range(0, training.Values.Length)
            .GroupBy(i => training.Classes[i])
            .ToDictionary(group => group.Key, group => MostFrequent(fields, [.. group.Select(i => training.Values[i])]));
        return [.. victims.Classes.Select(label => guesses.GetValueOrDefault(label, overall))];
    }

    /// <summary>The true record before it in its block; for a block's first record the majority.</summary>
    /// <inheritdoc cref="Majority" path="/exception"/>
    public static ImmutableArray<ImmutableArray<double>> PreviousRecord(IReadOnlyList<FieldSpec> fields, RecordSet training, RecordSet victims)
    {
        Check(fields, training, victims);
        ImmutableArray<double> overall = MostFrequent(fields, training.Values);
        return [.. Enumerable.Range(0, victims.Values.Length)
            .Select(i => i > 0 && victims.Blocks[i] == victims.Blocks[i - 1] ? victims.Values[i - 1] : overall)];
    }

    private static void Check(IReadOnlyList<FieldSpec> fields, RecordSet training, RecordSet victims)
    {
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(victims);
        training.Check(fields.Count);
        victims.Check(fields.Count);
    }

    private static ImmutableArray<double> MostFrequent(IReadOnlyList<FieldSpec> fields, ImmutableArray<ImmutableArray<double>> records) =>
        [.. Enumerable.Range(0, fields.Count).Select(field => MostFrequent(fields[field], [.. records.Select(record => record[field]).Order()]))];

    /// <summary>The middle of the window of twice the tolerance that holds most values: for discrete fields the mode.</summary>
    private static double MostFrequent(FieldSpec field, double[] sorted)
    {
        double best = sorted[0];
        int most = 0;
        int end = 0;
        for (int start = 0; start < sorted.Length; start++)
        {
            while (end < sorted.Length && sorted[end] - sorted[start] <= 2 * field.Tolerance)
            {
                end++;
            }

            if (end - start > most)
            {
                most = end - start;
                best = sorted[start] + ((sorted[end - 1] - sorted[start]) / 2);
            }
        }

        return best;
    }
}
