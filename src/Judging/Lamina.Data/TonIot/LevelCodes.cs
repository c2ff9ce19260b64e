namespace Lamina.Data.TonIot;

/// <summary>The columns of a table as levels of one byte, fitted to the training records: what the encodings by quantile share.</summary>
internal sealed class LevelCodes
{
    private readonly QuantileCode[] _codes;

    private LevelCodes(IReadOnlyList<ColumnCode> columns, QuantileCode[] codes) => (Columns, _codes) = (columns, codes);

    /// <summary>What a manifest holds of them.</summary>
    public IReadOnlyList<ColumnCode> Columns { get; }

    /// <summary>Number of columns.</summary>
    public int Count => _codes.Length;

    /// <summary>Fits every column to the training rows.</summary>
    public static LevelCodes Fit(TonIotTable table, IReadOnlyCollection<int> trainingRows)
    {
        QuantileCode[] codes = [.. table.Columns.Select(column => QuantileCode.Fit(trainingRows.Select(row => column.Values[row])))];
        return new LevelCodes([.. table.Columns.Select((column, i) => new ColumnCode(column.Name, column.Vocabulary, codes[i].Values, codes[i].LevelsOfValues))], codes);
    }

    /// <summary>The codes that a manifest describes.</summary>
    /// <exception cref="DataException">A column lacks its values or levels.</exception>
    public static LevelCodes From(IReadOnlyList<ColumnCode> columns) =>
        new(columns, [.. columns.Select(column => QuantileCode.From(column.Values ?? [], column.Levels ?? []))]);

    /// <summary>Numbers go to the nearest level; a text that training never held is unknown, not its neighbour in the alphabet.</summary>
    public byte Encode(TonIotTable table, int row, int column)
    {
        double value = table.Columns[column].Values[row];
        byte level = _codes[column].Encode(value);
        return table.Columns[column].Vocabulary is null || _codes[column].Decode(level) == value ? level : (byte)0;
    }

    /// <summary>The canonical text of a level; empty for a missing value.</summary>
    public string Decode(int column, byte level) => Columns[column].Text(_codes[column].Decode(level));
}
