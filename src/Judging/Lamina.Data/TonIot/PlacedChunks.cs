namespace Lamina.Data.TonIot;

/// <summary>
/// Encoding (c): the values of consecutive records, each the quantile of its column as in <see cref="QuantileChunks"/>, lie on an 8x8
/// RGB picture so that values which vary together are neighbours (<see cref="PixelPlacement"/>). A pixel holds one column of three
/// records in a row, one in each channel; with F features a picture holds 3 (64 / F) records. The placement is fitted to the
/// training pictures and is part of the manifest, so that records can be read back.
/// </summary>
public sealed class PlacedChunks : IRecordCode
{
    /// <summary>Name in the manifest.</summary>
    public const string EncodingName = "placed-chunks";

    private const int PictureSide = 8;
    private const int Pixels = PictureSide * PictureSide;
    private const int Channels = 3;
    private readonly LevelCodes _codes;
    private readonly int[] _pixelOf;

    private PlacedChunks(LevelCodes codes, int[] pixelOf) => (_codes, _pixelOf) = (codes, pixelOf);

    /// <inheritdoc/>
    public string Name => EncodingName;

    /// <inheritdoc/>
    public int Side => PictureSide;

    /// <inheritdoc/>
    public int RecordsPerImage => RecordsFor(_codes.Count);

    /// <inheritdoc/>
    public IReadOnlyList<ColumnCode> Columns => _codes.Columns;

    /// <summary>The pixel, row by row from 0, of each value in the order triple of records, column.</summary>
    public IReadOnlyList<int> Placement => _pixelOf;

    /// <summary>Records one picture holds when a record has this many features.</summary>
    /// <exception cref="DataException">More features than a picture has pixels.</exception>
    public static int RecordsFor(int features) => features is >= 1 and <= Pixels
        ? Channels * (Pixels / features)
        : throw new DataException($"{features} features do not fit the {Pixels} pixels of a picture.");

    /// <summary>Fits levels and placement to the training split.</summary>
    /// <param name="table">The records.</param>
    /// <param name="trainingPictures">Rows of each training picture; a last one that is not full is left aside.</param>
    public static PlacedChunks Fit(TonIotTable table, IReadOnlyList<int[]> trainingPictures)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(trainingPictures);
        int records = RecordsFor(table.Columns.Count);
        var codes = LevelCodes.Fit(table, [.. trainingPictures.SelectMany(rows => rows)]);
        int[] inOrder = [.. Enumerable.Range(0, records / Channels * codes.Count)];
        var plain = new PlacedChunks(codes, inOrder);
        byte[][] pictures = [.. trainingPictures.Where(rows => rows.Length == records).Select(rows => plain.Encode(table, rows))];
        return new PlacedChunks(codes, PixelPlacement.Place(Distances(pictures, inOrder.Length), PictureSide));
    }

    /// <summary>The code that a manifest describes.</summary>
    /// <exception cref="DataException">A column lacks its values or levels, or the placement is none.</exception>
    public static PlacedChunks From(IReadOnlyList<ColumnCode> columns, IReadOnlyList<int>? placement)
    {
        ArgumentNullException.ThrowIfNull(columns);
        int used = RecordsFor(columns.Count) / Channels * columns.Count;
        bool valid = placement is not null && placement.Count == used && placement.All(pixel => pixel is >= 0 and < Pixels) && placement.Distinct().Count() == used;
        return valid ? new PlacedChunks(LevelCodes.From(columns), [.. placement!]) : throw new DataException($"manifest: the placement must name {used} different pixels of {Pixels}.");
    }

    /// <inheritdoc/>
    public byte[] Encode(TonIotTable table, ReadOnlySpan<int> rows)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rows.Length, RecordsPerImage);
        var pixels = new byte[Pixels * Channels];
        for (int record = 0; record < rows.Length; record++)
        {
            for (int column = 0; column < _codes.Count; column++)
            {
                pixels[PlaceOf(record, column)] = _codes.Encode(table, rows[record], column);
            }
        }

        return pixels;
    }

    /// <inheritdoc/>
    public int[] Places(int column) => [.. Enumerable.Range(0, RecordsPerImage).Select(record => PlaceOf(record, column))];

    /// <inheritdoc/>
    public IReadOnlyList<string[]> Decode(ReadOnlySpan<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, Pixels * Channels);
        var records = new string[RecordsPerImage][];
        for (int record = 0; record < records.Length; record++)
        {
            records[record] = new string[_codes.Count];
            for (int column = 0; column < _codes.Count; column++)
            {
                records[record][column] = _codes.Decode(column, pixels[PlaceOf(record, column)]);
            }
        }

        return records;
    }

    private int PlaceOf(int record, int column) => (_pixelOf[(record / Channels * _codes.Count) + column] * Channels) + (record % Channels);

    /// <summary>One minus Pearson's correlation of two pixels over all pictures and channels; NaN where one never changes.</summary>
    private static double[,] Distances(byte[][] pictures, int count)
    {
        int samples = pictures.Length * Channels;
        double Sample(int pixel, int at) => pictures[at / Channels][(pixel * Channels) + (at % Channels)];
        double[][] centred = [.. Enumerable.Range(0, count).Select(pixel =>
        {
            double mean = Enumerable.Range(0, samples).Select(at => Sample(pixel, at)).DefaultIfEmpty().Average();
            return Enumerable.Range(0, samples).Select(at => Sample(pixel, at) - mean).ToArray();
        })];
        double[] lengths = [.. centred.Select(values => Math.Sqrt(values.Sum(value => value * value)))];
        var distances = new double[count, count];
        for (int a = 0; a < count; a++)
        {
            for (int b = 0; b < a; b++)
            {
                double product = 0;
                for (int i = 0; i < samples; i++)
                {
                    product += centred[a][i] * centred[b][i];
                }

                distances[a, b] = distances[b, a] = 1 - (product / (lengths[a] * lengths[b]));
            }
        }

        return distances;
    }
}
