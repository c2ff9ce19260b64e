using Lamina.Data.Samples;
using Lamina.Data.TonIot;
using Lamina.Images.Decoding;
using Lamina.Testing;

namespace Lamina.Data.Tests.TonIot;

public sealed class TonIotDatasetTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_QuantileChunks_ReadBackToTheQuantile()
    {
        TonIotTable table = SmallFiles.Read(_folder, SmallFiles.Header, SmallFiles.Fridge(("normal", 4000), ("ddos", 2500)));
        TonIotManifest manifest = TonIotDataset.Write([table], _folder["out"], new TonIotDatasetOptions { Enlarge = 2 });

        using SampleSet train = SampleSets.Open(_folder["out"], "train");
        Assert.Equal(["ddos", "normal"], train.Classes);
        Assert.Equal(["train", "val", "test"], train.Splits);
        Assert.Equal(16, PictureDecoder.Decode(train.Read(train.Samples[0])).Width);
        Assert.Equal(manifest.Sources[0].Images["train"], train.Samples.Count);

        DecodedRecord[] records = [.. TonIotRecords.Read(_folder["out"])];
        Assert.Equal(96 * manifest.Sources[0].Images.Values.Sum(), records.Length);
        // Temperatures count up by 1/8, 12 degrees a picture; a level is at most 812 / 255 degrees wide. Outside the training
        // blocks values go to the nearest level, which may be a block away, but stay in order.
        foreach (IGrouping<string, DecodedRecord> image in records.GroupBy(record => record.Image))
        {
            double[] temperatures = [.. image.Select(record => double.Parse(record.Values[0], System.Globalization.CultureInfo.InvariantCulture))];
            Assert.Equal(temperatures.Order(), temperatures);
            Assert.InRange(temperatures[^1] - temperatures[0], 0, image.Key.StartsWith("train/", StringComparison.Ordinal) ? 12 + 2 * 3.2 : 812);
        }
    }

    [Fact]
    public void Write_RecordBytes_ReadBackExactly()
    {
        TonIotTable table = SmallFiles.Read(_folder, SmallFiles.Header, SmallFiles.Fridge(("normal", 4000), ("ddos", 2500)));
        TonIotDataset.Write([table], _folder["out"], new TonIotDatasetOptions { Encoding = RecordBytes.EncodingName, Enlarge = 3, PerType = 12 });
        HashSet<string> originals = [.. Enumerable.Range(0, table.Count).Select(row => $"{table.Types[row]} {string.Join(' ', table.Columns.Select(column => column.Text(column.Values[row])))}")];
        DecodedRecord[] records = [.. TonIotRecords.Read(_folder["out"])];
        Assert.Equal(2 * 3 * 12, records.Length);
        Assert.All(records, record => Assert.Contains($"{record.Type} {string.Join(' ', record.Values)}", originals));
    }

    [Fact]
    public void Write_AnySeed_PartsNoBlockOfTime()
    {
        TonIotTable table = SmallFiles.Read(_folder, SmallFiles.Header, SmallFiles.Fridge(("normal", 4000), ("ddos", 2500)));
        TonIotDataset.Write([table], _folder["out"], new TonIotDatasetOptions { Enlarge = 1, Seed = 4 });
        IEnumerable<(string Block, string Split)> homes = new[] { "train", "val", "test" }.SelectMany(split =>
        {
            using SampleSet set = SampleSets.Open(_folder["out"], split);
            return set.Samples.Select(sample => (sample.Group.Split('/')[^1], split)).ToArray();
        });
        Assert.All(homes.Distinct().CountBy(home => home.Block), block => Assert.Equal(1, block.Value));
    }

    [Fact]
    public void Write_SixRealFiles_GivesAboutTwoThousandPictures()
    {
        string[] names = ["Fridge", "GPS_Tracker", "Garage_Door", "Modbus", "Motion_Light", "Thermostat"];
        TonIotTable[] tables = [.. names.Select(name => TonIotReader.Read(Tier.Shared("data", "ton_iot", $"Train_Test_IoT_{name}.csv")))];
        TonIotManifest manifest = TonIotDataset.Write(tables, _folder["out"], new TonIotDatasetOptions { Enlarge = 1 });
        // 2,635 without gaps and remainders of blocks.
        Assert.InRange(manifest.Sources.Sum(source => source.Images.Values.Sum()), 1900, 2635);
        Assert.All(manifest.Sources, source => Assert.Equal(3, source.Images.Count));
    }

    [Fact]
    public void Read_FolderOfAnotherKind_IsRefused()
    {
        Directory.CreateDirectory(_folder["out"]);
        Assert.Throws<DataException>(() => TonIotRecords.Read(_folder["out"]).ToArray());
        File.WriteAllText(_folder["out", "manifest.json"], "{\"format\":\"other\"}");
        Assert.Throws<DataException>(() => TonIotRecords.Read(_folder["out"]).ToArray());
    }

    [Theory]
    [InlineData("../../etc/passwd,train,ddos,fridge,b00")]
    [InlineData("/etc/passwd,train,ddos,fridge,b00")]
    [InlineData("train/ddos/x.png,train,ddos,unknown,b00")]
    public void Read_HostileList_IsRefused(string entry)
    {
        TonIotTable table = SmallFiles.Read(_folder, SmallFiles.Header, SmallFiles.Fridge(("normal", 2000)));
        TonIotDataset.Write([table], _folder["out"], new TonIotDatasetOptions { Enlarge = 1 });
        File.WriteAllLines(_folder["out", "labels.csv"], [TonIotDataset.LabelsHeader, entry]);
        Assert.Throws<DataException>(() => TonIotRecords.Read(_folder["out"]).ToArray());
    }
}
