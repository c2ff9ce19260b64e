namespace Lamina.Data.TonIot;

/// <summary>
/// Splits records into whole blocks of time. In time order most types form one unbroken run: one cut through the file's time
/// drops classes, and a random split puts neighbours a second apart on both sides.
/// </summary>
/// <param name="Blocks">The blocks, by type and time.</param>
/// <param name="LeftOut">Types with too few records to appear in all three splits, with their number of records.</param>
/// <param name="Coarse">Types with fewer than <see cref="PerType"/> blocks, because they have few records, with the number of blocks.</param>
public sealed record TimeBlocks(IReadOnlyList<TimeBlock> Blocks, IReadOnlyDictionary<string, int> LeftOut, IReadOnlyDictionary<string, int> Coarse)
{
    /// <summary>Blocks a type is cut into where it has enough records.</summary>
    public const int PerType = 10;

    private const int Fewest = 3;

    /// <summary>
    /// Cuts every type into blocks and deals them out: one in ten to <c>val</c>, two to <c>test</c>, the rest to <c>train</c>.
    /// Where neighbouring blocks belong to different splits, the first <paramref name="recordsPerImage"/> records of the later
    /// one are a gap and belong to none. Records with one time stamp, and with them exact duplicates, are never parted.
    /// </summary>
    /// <param name="table">The records.</param>
    /// <param name="recordsPerImage">Records one image holds, at least 1; no image crosses a block.</param>
    /// <param name="seed">Which blocks go where.</param>
    public static TimeBlocks Cut(TonIotTable table, int recordsPerImage, int seed)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfLessThan(recordsPerImage, 1);
        var blocks = new List<TimeBlock>();
        var leftOut = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var coarse = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var random = new Random(seed);
        foreach (IGrouping<string, int> type in Enumerable.Range(0, table.Count).GroupBy(row => table.Types[row]).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            int[] rows = [.. type.OrderBy(row => table.Times[row]).ThenBy(row => row)];
            // A block gives an image even after its gap if it holds two images' records.
            int count = Math.Min(PerType, rows.Length / (2 * recordsPerImage));
            List<TimeBlock> cut = count < Fewest ? [] : CutType(table, type.Key, rows, recordsPerImage, Deal(count, random));
            if (cut.Count == 0)
            {
                leftOut[type.Key] = rows.Length;
                continue;
            }

            if (count < PerType)
            {
                coarse[type.Key] = count;
            }

            blocks.AddRange(cut);
        }

        return new TimeBlocks(blocks, leftOut, coarse);
    }

    private static List<TimeBlock> CutType(TonIotTable table, string type, int[] rows, int recordsPerImage, string[] splits)
    {
        int[] starts = [.. Enumerable.Range(0, splits.Length + 1).Select(block => StartOf(table, rows, (int)((long)rows.Length * block / splits.Length)))];
        var blocks = new List<TimeBlock>();
        for (int block = 0; block < splits.Length; block++)
        {
            int gap = block > 0 && splits[block] != splits[block - 1] ? recordsPerImage : 0;
            int start = StartOf(table, rows, Math.Min(starts[block] + gap, starts[block + 1]));
            if (start < starts[block + 1])
            {
                blocks.Add(new TimeBlock(type, block, splits[block], rows[start..starts[block + 1]]));
            }
        }

        // A type that a split lacks would be unknown there: rather none of it.
        return blocks.Select(block => block.Split).Distinct().Count() == Fewest ? blocks : [];
    }

    /// <summary>The first position from <paramref name="start"/> on whose time differs from its predecessor's.</summary>
    private static int StartOf(TonIotTable table, int[] rows, int start)
    {
        while (start > 0 && start < rows.Length && table.Times[rows[start]] == table.Times[rows[start - 1]])
        {
            start++;
        }

        return start;
    }

    private static string[] Deal(int count, Random random)
    {
        int val = Math.Max(1, count / 10);
        int test = Math.Max(1, count / 5);
        string[] splits = [.. Enumerable.Repeat("val", val), .. Enumerable.Repeat("test", test), .. Enumerable.Repeat("train", count - val - test)];
        random.Shuffle(splits);
        return splits;
    }
}
