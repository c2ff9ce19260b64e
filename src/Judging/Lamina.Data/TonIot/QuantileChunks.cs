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
    private readonly LevelCodes _codes;

    private QuantileChunks(LevelCodes codes) => _codes = codes;

    /// <inheritdoc/>
    public string Name => EncodingName;

    /// <inheritdoc/>
    public int Side => PictureSide;

    /// <inheritdoc/>
    public int RecordsPerImage => RecordsFor(_codes.Count);

    /// <inheritdoc/>
    public IReadOnlyList<ColumnCode> Columns => _codes.Columns;

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
        return new QuantileChunks(LevelCodes.Fit(table, trainingRows));
    }

    /// <summary>The code that a manifest describes.</summary>
    /// <exception cref="DataException">A column lacks its values or levels.</exception>
    public static QuantileChunks From(IReadOnlyList<ColumnCode> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        RecordsFor(columns.Count);
        return new QuantileChunks(LevelCodes.From(columns));
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
            for (int column = 0; column < _codes.Count; column++)
            {
                pixels[next++] = _codes.Encode(table, row, column);
            }
        }

        return pixels;
    }

    /// <inheritdoc/>
    public int[] Places(int column) => [.. Enumerable.Range(0, RecordsPerImage).Select(record => (record * _codes.Count) + column)];

    /// <inheritdoc/>
    public IReadOnlyList<string[]> Decode(ReadOnlySpan<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, PictureBytes);
        var records = new string[RecordsPerImage][];
        for (int record = 0; record < records.Length; record++)
        {
            records[record] = new string[_codes.Count];
            for (int column = 0; column < _codes.Count; column++)
            {
                records[record][column] = _codes.Decode(column, pixels[(record * _codes.Count) + column]);
            }
        }

        return records;
    }
}
