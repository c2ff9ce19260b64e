using System.Globalization;
using Lamina.Data.Samples;
using Lamina.Data.TonIot;
using Lamina.Testing;

namespace Lamina.Data.Tests.TonIot;

/// <summary>The network file and the seven telemetry kinds, from small files written by hand: of network and weather no real file was at hand.</summary>
public sealed class NetworkFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static TonIotKind Network => TonIotKind.All.Single(kind => kind.Name == "network");

    private TonIotTable Read(int records)
    {
        string header = "ts,src_ip,src_port,dst_ip,dst_port," + string.Join(',', Network.Features) + ",label,type";
        return SmallFiles.Read(_folder, header, Enumerable.Range(0, records).Select(i =>
        {
            bool attack = i >= records / 2;
            string[] cells = [.. Network.Features.Select(name => name switch
            {
                "proto" => attack ? "udp" : "tcp",
                "service" => attack ? "-" : "http",
                "duration" => (i * 0.25).ToString(CultureInfo.InvariantCulture),
                "src_bytes" => i.ToString(CultureInfo.InvariantCulture),
                "dns_AA" => "F",
                "http_uri" => attack ? "-" : "/index.html",
                _ => "-",
            })];
            return $"{1556000000 + i},192.168.1.1,4444,10.0.0.1,80,{string.Join(',', cells)},{(attack ? 1 : 0)},{(attack ? "scanning" : "normal")}";
        }));
    }

    [Fact]
    public void Network_HasFortyTwoFeaturesOfWhichAddressesAndPortsAreDropped() =>
        Assert.Equal((42, 38), (Network.Features.Count + Network.Ignored.Count(name => name != "ts"), Network.Features.Count));

    [Theory]
    [InlineData(QuantileChunks.EncodingName, 5)]
    [InlineData(PlacedChunks.EncodingName, 3)]
    [InlineData(RecordBytes.EncodingName, 1)]
    public void Write_NetworkFile_ReadsBackWithDashesAsMissing(string encoding, int recordsPerImage)
    {
        TonIotTable table = Read(400);
        TonIotManifest manifest = TonIotDataset.Write([table], _folder["out"], new TonIotDatasetOptions { Encoding = encoding, Enlarge = 1 });
        DecodedRecord[] records = [.. TonIotRecords.Read(_folder["out"])];
        Assert.Equal(recordsPerImage * manifest.Sources[0].Images.Values.Sum(), records.Length);
        int service = table.Columns.Index().Single(column => column.Item.Name == "service").Index;
        int answer = table.Columns.Index().Single(column => column.Item.Name == "dns_AA").Index;
        Assert.All(records, record => Assert.Equal(record.Type == "normal" ? "http" : "", record.Values[service]));
        Assert.All(records, record => Assert.Equal("0", record.Values[answer]));
    }

    [Fact]
    public void Write_FilesOfTwoKinds_CanBeOneDataSet()
    {
        TonIotTable network = Read(400);
        TonIotTable fridge = SmallFiles.Read(_folder, SmallFiles.Header, SmallFiles.Fridge(("normal", 2000), ("scanning", 2000)));
        TonIotDataset.Write([network, fridge], _folder["merged"], new TonIotDatasetOptions { Merge = true, Enlarge = 1 });
        using SampleSet train = SampleSets.Open(_folder["merged"], "train");
        Assert.Equal(["normal", "scanning"], train.Classes);
        Assert.Equal(["fridge", "network"], TonIotRecords.Read(_folder["merged"]).Select(record => record.Source.Name).Distinct().Order());
    }

    [Fact]
    public void Kinds_AreSevenTelemetryFilesAndTheNetwork()
    {
        Assert.Equal(["fridge", "garage_door", "gps_tracker", "modbus", "motion_light", "network", "thermostat", "weather"], TonIotKind.All.Select(kind => kind.Name).Order());
        foreach (TonIotKind kind in TonIotKind.All)
        {
            string header = $"date,time,{string.Join(',', kind.Features)},label,type";
            TonIotTable table = SmallFiles.Read(_folder, header, [$"25-Apr-19,1:00:00,{string.Join(',', kind.Features.Select(_ => "1"))},0,normal"]);
            Assert.Equal((kind.Name, kind.Features.Count), (table.Name, table.Columns.Count));
        }
    }
}
