using Lamina.Data.TonIot;
using Lamina.Testing;

namespace Lamina.Data.Tests.TonIot;

/// <summary>The six real files. Expected numbers were counted once by a script in another language.</summary>
public sealed class RealFilesTests
{
    [Theory]
    [InlineData("Fridge", 39944, 151, 0.375526, 0.375526)]
    [InlineData("GPS_Tracker", 38960, 38657, 0.385010, 0.999692)]
    [InlineData("Garage_Door", 39587, 2, 0.378912, 0.378912)]
    [InlineData("Modbus", 31106, 8865, 0.482222, 0.999679)]
    [InlineData("Motion_Light", 39488, 2, 0.379862, 0.379862)]
    [InlineData("Thermostat", 32774, 30963, 0.457680, 0.971563)]
    public void RecordBounds_OfARealFile_AreThoseCountedElsewhere(string name, int records, int distinct, double majority, double best)
    {
        RecordBounds bounds = RecordBounds.Of(TonIotReader.Read(Tier.Shared("data", "ton_iot", $"Train_Test_IoT_{name}.csv")));
        Assert.Equal((records, distinct), (bounds.Records, bounds.Distinct));
        Assert.Equal(majority, bounds.Majority, 6);
        Assert.Equal(best, bounds.Best, 6);
        Assert.InRange(bounds.BinaryBest, bounds.BinaryMajority, 1);
    }

    [Fact]
    public void TimeBlocks_OfARealFile_PutEveryFrequentTypeIntoEverySplit()
    {
        TonIotTable table = TonIotReader.Read(Tier.Shared("data", "ton_iot", "Train_Test_IoT_Fridge.csv"));
        TimeBlocks cut = TimeBlocks.Cut(table, QuantileChunks.RecordsFor(table.Columns.Count), seed: 1);
        Assert.Empty(cut.LeftOut);
        Assert.Equal(7 * 3, cut.Blocks.Select(block => (block.Type, block.Split)).Distinct().Count());
    }
}
