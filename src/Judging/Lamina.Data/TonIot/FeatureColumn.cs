namespace Lamina.Data.TonIot;

/// <summary>
/// One feature of every record. A column whose every present cell is a number is numeric; any other is text, coded by the
/// position of the value in the sorted <see cref="Vocabulary"/>.
/// </summary>
public sealed class FeatureColumn
{
    private FeatureColumn(string name, double[] values, IReadOnlyList<string>? vocabulary)
    {
        Name = name;
        Values = values;
        Vocabulary = vocabulary;
    }

    /// <summary>The column's name as the file has it.</summary>
    public string Name { get; }

    /// <summary>One value a record: the number, or the index into <see cref="Vocabulary"/>; NaN where the cell is missing.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>The distinct texts in ordinal order; null for a numeric column.</summary>
    public IReadOnlyList<string>? Vocabulary { get; }

    /// <summary>The canonical text of a value of this column; empty for a missing one.</summary>
    public string Text(double value) => double.IsNaN(value) ? "" : Vocabulary is null ? CanonicalCell.Text(value) : Vocabulary[(int)value];

    /// <summary>A column from canonical cells; null is a missing one.</summary>
    internal static FeatureColumn From(string name, IReadOnlyList<string?> cells)
    {
        var values = new double[cells.Count];
        bool numeric = true;
        for (int row = 0; row < cells.Count && numeric; row++)
        {
            values[row] = cells[row] is { } cell ? CanonicalCell.Number(cell) ?? double.NaN : double.NaN;
            numeric = cells[row] is null || !double.IsNaN(values[row]);
        }

        if (numeric)
        {
            return new FeatureColumn(name, values, null);
        }

        string[] vocabulary = [.. cells.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Dictionary<string, int> index = vocabulary.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        for (int row = 0; row < cells.Count; row++)
        {
            values[row] = cells[row] is { } cell ? index[cell] : double.NaN;
        }

        return new FeatureColumn(name, values, vocabulary);
    }
}
