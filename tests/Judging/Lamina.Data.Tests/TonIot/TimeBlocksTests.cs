using Lamina.Data.TonIot;
using Lamina.Testing;

namespace Lamina.Data.Tests.TonIot;

public sealed class TimeBlocksTests : IDisposable
{
    private const int PerImage = 6;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Cut_FrequentTypes_GiveTenDisjointBlocksWithGapsBetweenSplits()
    {
        TonIotTable table = SmallFiles.Read(_folder, SmallFiles.Header, SmallFiles.Fridge(("normal", 400), ("ddos", 200)));
        TimeBlocks cut = TimeBlocks.Cut(table, PerImage, seed: 3);

        foreach (IGrouping<string, TimeBlock> type in cut.Blocks.GroupBy(block => block.Type))
        {
            TimeBlock[] blocks = [.. type.OrderBy(block => block.Index)];
            Assert.Equal(TimeBlocks.PerType, blocks.Length);
            Assert.Equal(["test", "train", "val"], blocks.Select(block => block.Split).Distinct().Order(StringComparer.Ordinal));
            foreach ((TimeBlock before, TimeBlock after) in blocks.Zip(blocks.Skip(1)))
            {
                TimeSpan between = table.Times[after.Rows[0]] - table.Times[before.Rows[^1]];
                int wanted = before.Split == after.Split ? 1 : PerImage + 1;
                Assert.Equal(wanted, between.TotalSeconds);
            }
        }

        int[] rows = [.. cut.Blocks.SelectMany(block => block.Rows)];
        Assert.Equal(rows.Length, rows.Distinct().Count());
    }

    [Fact]
    public void Cut_RecordsInAnyOrder_AreSortedByTimeFirst()
    {
        string[] lines = [.. SmallFiles.Fridge(("normal", 300)).Reverse()];
        TonIotTable table = SmallFiles.Read(_folder, SmallFiles.Header, lines);
        foreach (TimeBlock block in TimeBlocks.Cut(table, PerImage, seed: 3).Blocks)
        {
            Assert.Equal(block.Rows.OrderBy(row => table.Times[row]), block.Rows);
        }
    }

    [Fact]
    public void Cut_ExactDuplicates_StayInOneSplit()
    {
        // Every record twice, the copies at the far end of the file.
        string[] once = [.. SmallFiles.Fridge(("normal", 150))];
        TonIotTable table = SmallFiles.Read(_folder, SmallFiles.Header, [.. once, .. once]);
        TimeBlocks cut = TimeBlocks.Cut(table, PerImage, seed: 5);
        var splits = cut.Blocks.SelectMany(block => block.Rows.Select(row => (Row: row % 150, block.Split))).GroupBy(entry => entry.Row, entry => entry.Split);
        Assert.All(splits, record => Assert.Single(record.Distinct()));
    }

    [Fact]
    public void Cut_RareType_IsCoarseOrLeftOutAndSaidSo()
    {
        TonIotTable table = SmallFiles.Read(_folder, SmallFiles.Header, SmallFiles.Fridge(("normal", 400), ("xss", 60), ("scanning", 20)));
        TimeBlocks cut = TimeBlocks.Cut(table, PerImage, seed: 1);
        Assert.Equal(new Dictionary<string, int> { ["scanning"] = 20 }, cut.LeftOut);
        Assert.Equal(new Dictionary<string, int> { ["xss"] = 5 }, cut.Coarse);
        Assert.DoesNotContain(cut.Blocks, block => block.Type == "scanning");
        Assert.Equal(3, cut.Blocks.Where(block => block.Type == "xss").Select(block => block.Split).Distinct().Count());
    }

    [Fact]
    public void Cut_SameSeed_IsTheSameAndAnotherSeedIsNot()
    {
        TonIotTable table = SmallFiles.Read(_folder, SmallFiles.Header, SmallFiles.Fridge(("normal", 400), ("ddos", 400)));
        string Deal(int seed) => string.Join(' ', TimeBlocks.Cut(table, PerImage, seed).Blocks.Select(block => block.Split));
        Assert.Equal(Deal(1), Deal(1));
        Assert.NotEqual(Deal(1), Deal(2));
    }
}
