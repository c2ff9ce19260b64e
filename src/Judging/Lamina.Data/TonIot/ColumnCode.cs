namespace Lamina.Data.TonIot;

/// <summary>How one column is written into bytes, as the manifest keeps it.</summary>
/// <param name="Name">The column.</param>
/// <param name="Vocabulary">Texts in the order of their index; null for numbers.</param>
/// <param name="Values">Quantile chunks: the values that have a level, ascending. Record bytes: the values that an index stands for; null where the eight bytes of the number itself are written.</param>
/// <param name="Levels">Quantile chunks: the level of each value. Record bytes: null.</param>
public sealed record ColumnCode(string Name, IReadOnlyList<string>? Vocabulary, IReadOnlyList<double>? Values, IReadOnlyList<int>? Levels)
{
    /// <summary>Canonical text of a value; empty for NaN or an index that is not in the vocabulary.</summary>
    internal string Text(double value)
    {
        if (double.IsNaN(value))
        {
            return "";
        }

        return Vocabulary is null ? CanonicalCell.Text(value) : value >= 0 && value < Vocabulary.Count ? Vocabulary[(int)value] : "";
    }
}
