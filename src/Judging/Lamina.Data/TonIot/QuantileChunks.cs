namespace Lamina.Data.TonIot;

/// <summary>
/// Encoding (a): consecutive records, value after value, fill an 8x8 RGB picture; every value is the quantile of its column.
/// After Yang and Shami (arXiv 2201.11812), with what their notebook gets wrong mended: fitted on the training split only,
/// chunks never cross a block, no record is skipped. With F features a picture holds 192 / F records; bytes that remain are 0.
/// </summary>
public sealed class QuantileChunks : IRecordCode
{
    /// <summary>Name in the manifest.</summary>
    public const string EncodingName = "quantile-chunks";

    private const int PictureSide = 8;
    private const int PictureBytes = PictureSide * PictureSide * 3;
    private readonly QuantileCode[] _codes;

    private QuantileChunks(IReadOnlyList<ColumnCode> columns, QuantileCode[] codes)
    {
        Columns = columns;
        _codes = codes;
    }

    /// <inheritdoc/>
    public string Name => EncodingName;

    /// <inheritdoc/>
    public int Side => PictureSide;

    /// <inheritdoc/>
    public int RecordsPerImage => RecordsFor(_codes.Length);

    /// <inheritdoc/>
    public IReadOnlyList<ColumnCode> Columns { get; }

    /// <summary>Records one picture holds when a record has this many features.</summary>
    /// <exception cref="DataException">More features than a picture has bytes.</exception>
    public static int RecordsFor(int features) => features is >= 1 and <= PictureBytes
        ? PictureBytes / features
        : throw new DataException($"{features} features do not fit the {PictureBytes} bytes of a picture.");

    /// <summary>Fits the code to the rows of the training split.</summary>
    public static QuantileChunks Fit(TonIotTable table, IReadOnlyCollection<int> trainingRows)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(trainingRows);
        QuantileCode[] codes = [.. table.Columns.Select(column => QuantileCode.Fit(trainingRows.Select(row => column.Values[row])))];
        return new QuantileChunks([.. table.Columns.Select((column, i) => new ColumnCode(column.Name, column.Vocabulary, codes[i].Values, codes[i].LevelsOfValues))], codes);
    }

    /// <summary>The code that a manifest describes.</summary>
    /// <exception cref="DataException">A column lacks its values or levels.</exception>
    public static QuantileChunks From(IReadOnlyList<ColumnCode> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        RecordsFor(columns.Count);
        return new QuantileChunks(columns, [.. columns.Select(column => QuantileCode.From(column.Values ?? [], column.Levels ?? []))]);
    }

    /// <inheritdoc/>
    public byte[] Encode(TonIotTable table, ReadOnlySpan<int> rows)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rows.Length, RecordsPerImage);
        var pixels = new byte[PictureBytes];
        int next = 0;
        foreach (int row in rows)
        {
            for (int i = 0; i < _codes.Length; i++)
            {
                pixels[next++] = Encode(table.Columns[i], _codes[i], table.Columns[i].Values[row]);
            }
        }

        return pixels;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string[]> Decode(ReadOnlySpan<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, PictureBytes);
        var records = new string[RecordsPerImage][];
        for (int record = 0; record < records.Length; record++)
        {
            records[record] = new string[_codes.Length];
            for (int i = 0; i < _codes.Length; i++)
            {
                records[record][i] = Columns[i].Text(_codes[i].Decode(pixels[record * _codes.Length + i]));
            }
        }

        return records;
    }

    /// <summary>Numbers go to the nearest level; a text that training never held is unknown, not its neighbour in the alphabet.</summary>
    private static byte Encode(FeatureColumn column, QuantileCode code, double value)
    {
        byte level = code.Encode(value);
        return column.Vocabulary is null || code.Decode(level) == value ? level : (byte)0;
    }
}
