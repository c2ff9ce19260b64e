using Lamina.Data.TonIot;
using Lamina.Testing;

namespace Lamina.Data.Tests.TonIot;

public sealed class TonIotReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_SpellingsOfOneValue_BecomeOne()
    {
        TonIotTable table = SmallFiles.Read(_folder, "date,time,door_state,sphone_signal,label,type",
        [
            "25-Apr-19, 19:19:40 ,closed,false  ,1,ddos",
            "2-Apr-19,9:19:40,closed,0,0,normal",
            "25-Apr-19,   19:19:41   , Closed,true  ,1,ddos",
            "25-Apr-19,19:19:42,open,1,1,ddos ",
        ]);

        Assert.Equal("garage_door", table.Name);
        Assert.Equal(["closed", "open"], table.Columns[0].Vocabulary!);
        Assert.Equal([0, 0, 0, 1], table.Columns[0].Values);
        Assert.Null(table.Columns[1].Vocabulary);
        Assert.Equal([0, 0, 1, 1], table.Columns[1].Values);
        Assert.Equal(["ddos", "normal", "ddos", "ddos"], table.Types);
        Assert.Equal(new DateTime(2019, 4, 2, 9, 19, 40), table.Times[1]);
    }

    [Fact]
    public void Read_MixedNumberFormats_ParseToTheSameNumbers()
    {
        TonIotTable table = SmallFiles.Read(_folder, SmallFiles.Header, ["25-Apr-19,1:00:00,9,high,1,ddos", "25-Apr-19,1:00:01,9.0,high,1,ddos", "25-Apr-19,1:00:02,9e0,low,1,ddos", "25-Apr-19,1:00:03,-,low,1,ddos"]);
        Assert.Equal([9, 9, 9, double.NaN], table.Columns[0].Values);
        Assert.Equal("", table.Columns[0].Text(table.Columns[0].Values[3]));
    }

    [Fact]
    public void Read_UnknownColumn_IsNamedAndDroppedUnlessKept()
    {
        string header = "date,time,fridge_temperature,temp_condition,battery,label,type";
        string[] lines = ["25-Apr-19,1:00:00,9,high,77,1,ddos"];
        TonIotTable dropped = SmallFiles.Read(_folder, header, lines);
        TonIotTable kept = SmallFiles.Read(_folder, header, lines, keepColumns: true);
        Assert.Equal(["battery"], dropped.Dropped);
        Assert.Equal(2, dropped.Columns.Count);
        Assert.Empty(kept.Dropped);
        Assert.Equal([77], kept.Columns[2].Values);
    }

    [Fact]
    public void Read_NetworkFile_DropsAddressesAndReadsDashesAsMissing()
    {
        TonIotKind network = TonIotKind.All.Single(kind => kind.Name == "network");
        string header = "ts,src_ip,src_port,dst_ip,dst_port," + string.Join(',', network.Features) + ",label,type";
        string Line(int second, string service, string agent) => $"{1556000000 + second},192.168.1.{second},4444,10.0.0.1,80,"
            + string.Join(',', network.Features.Select(name => name switch { "proto" => "tcp", "service" => service, "http_user_agent" => agent, "dns_AA" => "F", _ => "-" })) + ",1,scanning";
        TonIotTable table = SmallFiles.Read(_folder, header, [Line(1, "http", "\"Mozilla/5.0 (X11, Linux)\""), Line(2, "-", "-")]);

        Assert.Equal("network", table.Name);
        Assert.Equal(38, table.Columns.Count);
        Assert.DoesNotContain(table.Columns, column => column.Name.EndsWith("_ip", StringComparison.Ordinal) || column.Name.EndsWith("_port", StringComparison.Ordinal) || column.Name == "ts");
        FeatureColumn agents = table.Columns.Single(column => column.Name == "http_user_agent");
        Assert.Equal(["mozilla/5.0 (x11, linux)"], agents.Vocabulary!);
        Assert.Equal([0, double.NaN], agents.Values);
        Assert.Equal([0, 0], table.Columns.Single(column => column.Name == "dns_AA").Values.Select(value => value + 0));
        Assert.Equal(DateTime.UnixEpoch.AddSeconds(1556000001), table.Times[0]);
    }

    [Theory]
    [InlineData("when,what,label,type", "1,2,0,normal", "of no known TON_IoT file")]
    [InlineData(SmallFiles.Header, "25-Apr-19,1:00:00,9,high,1", "line 2 has 5 fields, the header 6")]
    [InlineData(SmallFiles.Header, "25-Apr-19,25:00:00,9,high,1,ddos", "line 2: '25-Apr-19 25:00:00' is no date and time")]
    [InlineData(SmallFiles.Header, "25-Apr-19,1:00:00,9,high,1,", "line 2 has no type")]
    [InlineData("date,time,fridge_temperature,temp_condition", "25-Apr-19,1:00:00,9,high", "neither a column 'type' nor a column 'label'")]
    public void Read_MalformedFile_IsRefusedByName(string header, string line, string message)
    {
        DataException refusal = Assert.Throws<DataException>(() => SmallFiles.Read(_folder, header, [line]));
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        Assert.StartsWith("some.csv: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OversizedRecord_IsRefused()
    {
        string line = "25-Apr-19,1:00:00,9," + new string('x', 1_000_000) + ",1,ddos";
        Assert.Throws<DataException>(() => SmallFiles.Read(_folder, SmallFiles.Header, [line]));
    }

    [Fact]
    public void Read_MissingOrEmptyFile_IsRefused()
    {
        Assert.Throws<DataException>(() => TonIotReader.Read(_folder["none.csv"]));
        File.WriteAllText(_folder["empty.csv"], "");
        Assert.Throws<DataException>(() => TonIotReader.Read(_folder["empty.csv"]));
    }
}
