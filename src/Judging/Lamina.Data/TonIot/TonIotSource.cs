namespace Lamina.Data.TonIot;

/// <summary>One file of records.</summary>
/// <param name="File">Its name.</param>
/// <param name="Name">The kind's short name; pictures carry it.</param>
/// <param name="Bounds">What a classifier of single records can reach.</param>
/// <param name="Columns">How each column is written into bytes.</param>
/// <param name="Dropped">Unknown columns that were left out.</param>
/// <param name="LeftOut">Types with too few records to appear in all splits, with their number of records.</param>
/// <param name="Coarse">Types in fewer blocks than usual, with the number of blocks.</param>
/// <param name="Images">Pictures a split.</param>
/// <param name="Placement">For <see cref="PlacedChunks"/>: the pixel of each value; else null.</param>
public sealed record TonIotSource(
    string File, string Name, RecordBounds Bounds, IReadOnlyList<ColumnCode> Columns, IReadOnlyList<string> Dropped,
    IReadOnlyDictionary<string, int> LeftOut, IReadOnlyDictionary<string, int> Coarse, IReadOnlyDictionary<string, int> Images,
    IReadOnlyList<int>? Placement = null);
