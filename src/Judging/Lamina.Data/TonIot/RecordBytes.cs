using System.Buffers.Binary;

namespace Lamina.Data.TonIot;

/// <summary>
/// Encoding (b): one record a picture, byte for byte and reversible, for measuring what leaks of a single record. A column of
/// at most 255 distinct values is one byte, the value's index in ascending order; a text of more values two bytes; any other
/// number the eight bytes of its IEEE 754 form, highest first. In the spirit of Mu et al. (arXiv 2605.05275), which packs float32;
/// float64 keeps every decimal of the files.
/// </summary>
public sealed class RecordBytes : IRecordCode
{
    /// <summary>Name in the manifest.</summary>
    public const string EncodingName = "record-bytes";

    private const int OneByte = 255;
    private const int MaxSide = 64;
    private readonly int[] _widths;

    private RecordBytes(IReadOnlyList<ColumnCode> columns)
    {
        Columns = columns;
        _widths = [.. columns.Select(Width)];
        int bytes = _widths.Sum();
        Side = Math.Max(2, (int)Math.Ceiling(Math.Sqrt(bytes / 3.0)));
        if (Side > MaxSide)
        {
            throw new DataException($"a record of {bytes} bytes does not fit a picture of {MaxSide}x{MaxSide} pixels.");
        }
    }

    /// <inheritdoc/>
    public string Name => EncodingName;

    /// <inheritdoc/>
    public int Side { get; }

    /// <inheritdoc/>
    public int RecordsPerImage => 1;

    /// <inheritdoc/>
    public IReadOnlyList<ColumnCode> Columns { get; }

    /// <summary>Lays the columns of a table out. The lists of values come from all records: this code must lose none, and tells nothing of types.</summary>
    public static RecordBytes For(TonIotTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new RecordBytes([.. table.Columns.Select(column =>
        {
            double[] distinct = [.. column.Values.Where(value => !double.IsNaN(value)).Distinct().Order()];
            return new ColumnCode(column.Name, column.Vocabulary, distinct.Length <= OneByte ? distinct : null, null);
        })]);
    }

    /// <summary>The code that a manifest describes.</summary>
    public static RecordBytes From(IReadOnlyList<ColumnCode> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return new RecordBytes(columns);
    }

    /// <inheritdoc/>
    public byte[] Encode(TonIotTable table, ReadOnlySpan<int> rows)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rows.Length, 1);
        var pixels = new byte[Side * Side * 3];
        Span<byte> rest = pixels;
        for (int i = 0; i < _widths.Length; i++)
        {
            Write(rest[.._widths[i]], table.Columns[i].Values[rows[0]], Columns[i]);
            rest = rest[_widths[i]..];
        }

        return pixels;
    }

    /// <inheritdoc/>
    public int[] Places(int column) => [.. Enumerable.Range(_widths[..column].Sum(), _widths[column])];

    /// <inheritdoc/>
    public IReadOnlyList<string[]> Decode(ReadOnlySpan<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, Side * Side * 3);
        var record = new string[_widths.Length];
        for (int i = 0; i < _widths.Length; i++)
        {
            record[i] = Columns[i].Text(Read(pixels[.._widths[i]], Columns[i]));
            pixels = pixels[_widths[i]..];
        }

        return [record];
    }

    private static int Width(ColumnCode column) => column.Values is { Count: <= OneByte } ? 1 : column.Vocabulary is null ? 8 : column.Vocabulary.Count < ushort.MaxValue
        ? 2
        : throw new DataException($"column {column.Name} has {column.Vocabulary.Count} texts; two bytes tell {ushort.MaxValue - 1} apart.");

    private static void Write(Span<byte> place, double value, ColumnCode column)
    {
        switch (place.Length)
        {
            case 1:
                place[0] = double.IsNaN(value) ? (byte)0 : (byte)(1 + Array.BinarySearch([.. column.Values!], value));
                break;
            case 2:
                BinaryPrimitives.WriteUInt16BigEndian(place, double.IsNaN(value) ? (ushort)0 : (ushort)(value + 1));
                break;
            default:
                BinaryPrimitives.WriteDoubleBigEndian(place, value);
                break;
        }
    }

    private static double Read(ReadOnlySpan<byte> place, ColumnCode column) => place.Length switch
    {
        1 => place[0] >= 1 && place[0] <= column.Values!.Count ? column.Values[place[0] - 1] : double.NaN,
        2 => BinaryPrimitives.ReadUInt16BigEndian(place) - 1 is >= 0 and int index ? index : double.NaN,
        _ => BinaryPrimitives.ReadDoubleBigEndian(place),
    };
}
