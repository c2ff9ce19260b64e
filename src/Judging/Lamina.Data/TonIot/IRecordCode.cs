namespace Lamina.Data.TonIot;

/// <summary>A way to write records into the bytes of a small square RGB picture, and to read them back.</summary>
public interface IRecordCode
{
    /// <summary>Name in the manifest.</summary>
    string Name { get; }

    /// <summary>Side of the picture in pixels, before it is enlarged.</summary>
    int Side { get; }

    /// <summary>Records one picture holds.</summary>
    int RecordsPerImage { get; }

    /// <summary>Fills a picture.</summary>
    /// <param name="table">The records.</param>
    /// <param name="rows">Exactly <see cref="RecordsPerImage"/> rows of it.</param>
    /// <returns>Side x Side x 3 bytes, row by row, RGB.</returns>
    byte[] Encode(TonIotTable table, ReadOnlySpan<int> rows);

    /// <summary>Reads a picture.</summary>
    /// <param name="pixels">Side x Side x 3 bytes.</param>
    /// <returns>For each record the canonical text of each column; an empty text is a missing value.</returns>
    IReadOnlyList<string[]> Decode(ReadOnlySpan<byte> pixels);

    /// <summary>Where a column lies: places among the picture's bytes, record after record.</summary>
    /// <param name="column">Its index in <see cref="Columns"/>.</param>
    int[] Places(int column);

    /// <summary>What the manifest must hold to decode without the table: one entry a column.</summary>
    IReadOnlyList<ColumnCode> Columns { get; }
}
