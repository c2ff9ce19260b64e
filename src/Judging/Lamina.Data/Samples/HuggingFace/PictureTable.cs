using System.Buffers.Binary;
using System.Globalization;
using Parquet;
using Parquet.Meta;
using Parquet.Schema;

namespace Lamina.Data.Samples.HuggingFace;

/// <summary>A Parquet file that is no table of pictures; the message is one clause.</summary>
internal sealed class PictureTableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>One row.</summary>
/// <param name="Bytes">The encoded picture; empty where the row has none.</param>
/// <param name="Class">Name of its class; null without a label.</param>
internal sealed record PictureRow(byte[] Bytes, string? Class);

/// <summary>
/// A Parquet file with one column of pictures. What the footer claims is held against ceilings before anything of that size is
/// made; the sizes in page headers are the library's to check.
/// </summary>
internal sealed class PictureTable : IAsyncDisposable
{
    private const int MaxFooter = 256 * 1024 * 1024;
    private const int MaxGroups = 1_000_000;
    private const int MaxRowsPerGroup = 1_000_000;
    private const long MaxColumnBytes = 1L * 1024 * 1024 * 1024;

    private readonly ParquetReader _reader;
    private readonly DataField _bytes;
    private readonly DataField? _label;
    private readonly IReadOnlyList<string>? _classes;

    private PictureTable(ParquetReader reader)
    {
        _reader = reader;
        StructField picture = reader.Schema.Fields.OfType<StructField>().FirstOrDefault(field => BytesOf(field) is not null)
            ?? throw new PictureTableException($"has no column of pictures, that is of {{bytes, path}}; its columns are {string.Join(", ", reader.Schema.Fields.Select(field => field.Name))}");
        _bytes = BytesOf(picture)!;
        FeatureNames features = FeatureNames.Read(reader.CustomMetadata);
        string? label = features.LabelColumn ?? reader.Schema.Fields.OfType<DataField>().Select(field => field.Name).FirstOrDefault(name => name is "label" or "labels" or "class");
        _label = reader.Schema.Fields.OfType<DataField>().FirstOrDefault(field => field.Name == label);
        _classes = features.Names;
    }

    /// <summary>Number of row groups.</summary>
    public int Groups => _reader.RowGroupCount;

    /// <summary>Opens a file.</summary>
    /// <exception cref="PictureTableException">It is no such file.</exception>
    public static async Task<PictureTable> OpenAsync(string file)
    {
        ParquetReader? reader = null;
        try
        {
            CheckFooter(file);
            reader = await ParquetReader.CreateAsync(file);
            return reader.RowGroupCount <= MaxGroups ? new PictureTable(reader) : throw new PictureTableException($"has {reader.RowGroupCount} row groups; at most {MaxGroups} are read");
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            if (reader is not null)
            {
                await reader.DisposeAsync();
            }

            throw fault as PictureTableException ?? new PictureTableException($"is no readable Parquet file: {fault.GetBaseException().Message.Split('\n')[0].Trim()}", fault);
        }
    }

    /// <summary>Rows of a group.</summary>
    public int Rows(int group) => _reader.Metadata!.RowGroups[group].NumRows is >= 0 and <= MaxRowsPerGroup and long rows
        ? (int)rows
        : throw new PictureTableException($"row group {group} claims {_reader.Metadata.RowGroups[group].NumRows} rows; at most {MaxRowsPerGroup} are read");

    /// <summary>The rows of a group with their place in it.</summary>
    public async IAsyncEnumerable<(int Place, PictureRow Row)> ReadAsync(int group)
    {
        foreach (ColumnChunk chunk in _reader.Metadata!.RowGroups[group].Columns)
        {
            if (chunk.MetaData is not { TotalUncompressedSize: >= 0 and <= MaxColumnBytes, TotalCompressedSize: >= 0 and <= MaxColumnBytes })
            {
                throw new PictureTableException($"a column of row group {group} claims {chunk.MetaData?.TotalUncompressedSize} bytes; at most {MaxColumnBytes} are read");
            }
        }

        int rows = Rows(group);
        using ParquetRowGroupReader reader = _reader.OpenRowGroupReader(group);
        byte[][] pictures = await PicturesAsync(reader, rows);
        string?[] classes = _label is null ? new string?[rows] : await ClassesAsync(reader, _label, rows);
        for (int row = 0; row < rows; row++)
        {
            yield return (row, new PictureRow(pictures[row], classes[row]));
        }
    }

    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    private static DataField? BytesOf(StructField field) => field.Fields.OfType<DataField>().FirstOrDefault(child => child.Name == "bytes" && (child.ClrType == typeof(ReadOnlyMemory<byte>) || child.ClrType == typeof(byte[])));

    /// <summary>
    /// The picture of each row, empty where it has none. Not by the library's own reading of <c>byte[]</c>: that leaves rows out whose struct is there without
    /// bytes, so that those after them move up to other rows' classes.
    /// </summary>
    private async Task<byte[][]> PicturesAsync(ParquetRowGroupReader reader, int rows)
    {
        var there = new ReadOnlyMemory<byte>[rows];
        int[] levels = new int[rows];
        await reader.ReadRawAsync<ReadOnlyMemory<byte>>(_bytes, there, levels, null);
        var pictures = new byte[rows][];
        for (int row = 0, next = 0; row < rows; row++)
        {
            pictures[row] = levels[row] == _bytes.MaxDefinitionLevel ? there[next++].ToArray() : [];
        }

        return pictures;
    }

    private async Task<string?[]> ClassesAsync(ParquetRowGroupReader reader, DataField label, int rows)
    {
        if (label.ClrType == typeof(ReadOnlyMemory<char>) || label.ClrType == typeof(string))
        {
            var texts = new string[rows];
            await reader.ReadAsync(label, texts);
            return texts;
        }

        if (label.ClrType == typeof(long))
        {
            return [.. (await NumbersAsync<long>(reader, label, rows)).Select(Name)];
        }

        return label.ClrType == typeof(int)
            ? [.. (await NumbersAsync<int>(reader, label, rows)).Select(number => Name(number))]
            : throw new PictureTableException($"its column {label.Name} is of the type {label.ClrType.Name}; a class is an integer or a text");
    }

    private static async Task<T?[]> NumbersAsync<T>(ParquetRowGroupReader reader, DataField label, int rows)
        where T : struct
    {
        if (label.IsNullable)
        {
            var values = new T?[rows];
            await reader.ReadAsync<T>(label, values.AsMemory());
            return values;
        }

        var certain = new T[rows];
        await reader.ReadAsync<T>(label, certain.AsMemory());
        return [.. certain.Select(value => (T?)value)];
    }

    private string? Name(long? number) => number is not { } value || value < 0 ? null
        : _classes is null ? value.ToString(CultureInfo.InvariantCulture)
        : value < _classes.Count ? _classes[(int)value] : throw new PictureTableException($"has a row of class {value}, there are {_classes.Count}");

    /// <summary>The file ends with the footer's length and a mark; the library would believe any length.</summary>
    private static void CheckFooter(string file)
    {
        using FileStream stream = File.OpenRead(file);
        Span<byte> tail = stackalloc byte[8];
        if (stream.Length < 12)
        {
            throw new PictureTableException($"has {stream.Length} bytes, too few for a Parquet file");
        }

        stream.Seek(-8, SeekOrigin.End);
        stream.ReadExactly(tail);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        if (!tail[4..].SequenceEqual("PAR1"u8) || length > MaxFooter || length > stream.Length - 12)
        {
            throw new PictureTableException("does not end as a Parquet file does; it may be cut short");
        }
    }
}
