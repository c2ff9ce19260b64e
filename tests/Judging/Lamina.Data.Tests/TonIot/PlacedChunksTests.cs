using Lamina.Data.Samples;
using Lamina.Data.TonIot;
using Lamina.Testing;

namespace Lamina.Data.Tests.TonIot;

public sealed class PlacedChunksTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void RecordsFor_Features_FillsThreeChannels()
    {
        Assert.Equal((96, 63, 48, 3), (PlacedChunks.RecordsFor(2), PlacedChunks.RecordsFor(3), PlacedChunks.RecordsFor(4), PlacedChunks.RecordsFor(38)));
        Assert.Throws<DataException>(() => PlacedChunks.RecordsFor(65));
    }

    [Fact]
    public void Write_Placed_GivesTheSameRecordsBackAsChunksInOrder()
    {
        TonIotTable table = SmallFiles.Read(_folder, SmallFiles.Header, SmallFiles.Fridge(("normal", 4000), ("ddos", 2500)));
        TonIotManifest manifest = TonIotDataset.Write([table], _folder["placed"], new TonIotDatasetOptions { Encoding = PlacedChunks.EncodingName, Enlarge = 2 });
        TonIotDataset.Write([table], _folder["ordered"], new TonIotDatasetOptions { Enlarge = 2 });

        Assert.Equal(64, manifest.Sources[0].Placement!.Distinct().Count());
        string[] Lines(string folder) => [.. TonIotRecords.Read(_folder[folder]).Select(record => $"{record.Image} {record.Position} {string.Join(' ', record.Values)}")];
        Assert.Equal(Lines("ordered"), Lines("placed"));
    }

    [Fact]
    public void Fit_TwoColumns_PutsEachColumnsValuesTogether()
    {
        // Temperatures rise slowly, so those of one picture vary together; the condition changes with every record.
        TonIotTable table = SmallFiles.Read(_folder, SmallFiles.Header, SmallFiles.Fridge(("normal", 9600)));
        var code = PlacedChunks.Fit(table, [.. Enumerable.Range(0, 9600).Chunk(96)]);
        double Spread(IEnumerable<int> pixels)
        {
            int[] all = [.. pixels];
            return all.SelectMany(a => all.Select(b => Math.Sqrt(Math.Pow((a / 8) - (b / 8), 2) + Math.Pow((a % 8) - (b % 8), 2)))).Average();
        }

        double temperatures = Spread(code.Placement.Where((_, place) => place % 2 == 0));
        double inOrder = Spread(Enumerable.Range(0, 32).Select(place => 2 * place));
        Assert.True(temperatures < 0.9 * inOrder, $"{temperatures} of {inOrder}");
    }

    [Fact]
    public void From_PlacementThatIsNone_IsRefused()
    {
        TonIotTable table = SmallFiles.Read(_folder, SmallFiles.Header, SmallFiles.Fridge(("normal", 96)));
        var code = PlacedChunks.Fit(table, [[.. Enumerable.Range(0, 96)]]);
        Assert.Equal(code.Placement, PlacedChunks.From(code.Columns, code.Placement).Placement);
        Assert.Throws<DataException>(() => PlacedChunks.From(code.Columns, null));
        Assert.Throws<DataException>(() => PlacedChunks.From(code.Columns, [.. code.Placement.Skip(1)]));
        Assert.Throws<DataException>(() => PlacedChunks.From(code.Columns, [64, .. code.Placement.Skip(1)]));
        Assert.Throws<DataException>(() => PlacedChunks.From(code.Columns, [code.Placement[1], .. code.Placement.Skip(1)]));
    }

    [Fact]
    public void Write_Binary_HasTwoFoldersAndKeepsTheTypes()
    {
        TonIotTable table = SmallFiles.Read(_folder, SmallFiles.Header, SmallFiles.Fridge(("normal", 2500), ("ddos", 2500), ("xss", 2500)));
        TonIotDataset.Write([table], _folder["binary"], new TonIotDatasetOptions { Binary = true, Enlarge = 1 });
        using SampleSet train = SampleSets.Open(_folder["binary"], "train");
        Assert.Equal(["attack", "normal"], train.Classes);
        RecordReader reader = RecordReader.Open(_folder["binary"])!;
        Assert.Equal(["ddos", "normal", "xss"], train.Samples.Select(sample => reader.TypeOf(sample.Name)).Distinct().Order());
        Assert.All(train.Samples, sample => Assert.Equal(sample.Name.StartsWith("train/normal/", StringComparison.Ordinal), reader.TypeOf(sample.Name) == "normal"));
    }
}
