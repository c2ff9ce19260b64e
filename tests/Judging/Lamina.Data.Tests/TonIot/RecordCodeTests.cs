using Lamina.Data.TonIot;
using Lamina.Testing;

namespace Lamina.Data.Tests.TonIot;

public sealed class RecordCodeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void QuantileChunks_RecordsForSixFiles_AreAllOfThePicture()
    {
        Assert.Equal(96, QuantileChunks.RecordsFor(2));
        Assert.Equal(48, QuantileChunks.RecordsFor(4));
        Assert.Equal(5, QuantileChunks.RecordsFor(38));
        Assert.Throws<DataException>(() => QuantileChunks.RecordsFor(193));
    }

    [Fact]
    public void QuantileChunks_FilledRowByRow_DecodeToTheRecords()
    {
        TonIotTable table = SmallFiles.Read(_folder, SmallFiles.Header, SmallFiles.Fridge(("normal", 96)));
        var code = QuantileChunks.Fit(table, [.. Enumerable.Range(0, 96)]);
        byte[] pixels = code.Encode(table, [.. Enumerable.Range(0, 96)]);

        Assert.Equal(8 * 8 * 3, pixels.Length);
        IReadOnlyList<string[]> records = QuantileChunks.From(code.Columns).Decode(pixels);
        for (int row = 0; row < 96; row++)
        {
            Assert.Equal([table.Columns[0].Text(table.Columns[0].Values[row]), row % 3 == 0 ? "high" : "low"], records[row]);
        }
    }

    [Fact]
    public void QuantileChunks_FittedOnTraining_KnowNothingElse()
    {
        TonIotTable table = SmallFiles.Read(_folder, SmallFiles.Header, [.. SmallFiles.Fridge(("normal", 96)), "26-Apr-19,1:00:00,1000000,unseen,0,normal"]);
        int[] training = [.. Enumerable.Range(0, 96)];
        var code = QuantileChunks.Fit(table, training);
        Assert.DoesNotContain(1_000_000, code.Columns[0].Values!);
        int[] rows = [96, .. training[..95]];
        string[] first = code.Decode(code.Encode(table, rows))[0];
        Assert.Equal(["11.875", ""], first);
    }

    [Fact]
    public void RecordBytes_AnyRecord_ComesBackExactly()
    {
        // More than 255 distinct numbers: eight bytes each. Missing cells stay missing.
        string[] lines = [.. Enumerable.Range(0, 600).Select(i => $"25-Apr-19,1:00:00,{(i == 7 ? "-" : (i * 0.1234567).ToString("R", System.Globalization.CultureInfo.InvariantCulture))},{(i == 9 ? "" : i % 2 == 0 ? "high" : "low")},1,ddos")];
        TonIotTable table = SmallFiles.Read(_folder, SmallFiles.Header, lines);
        var code = RecordBytes.For(table);
        var decoder = RecordBytes.From(code.Columns);
        Assert.Equal(2, code.Side);
        for (int row = 0; row < table.Count; row++)
        {
            string[] wanted = [.. table.Columns.Select(column => column.Text(column.Values[row]))];
            Assert.Equal(wanted, decoder.Decode(code.Encode(table, [row]))[0]);
        }
    }

    [Fact]
    public void RecordBytes_TextOfManyValues_TakesTwoBytes()
    {
        TonIotTable table = SmallFiles.Read(_folder, SmallFiles.Header, Enumerable.Range(0, 700).Select(i => $"25-Apr-19,1:00:00,1,word{i},1,ddos"));
        var code = RecordBytes.For(table);
        Assert.Equal(["1", "word699"], code.Decode(code.Encode(table, [699]))[0]);
    }

    [Fact]
    public void RecordBytes_PixelsThatNoRecordGives_DecodeToMissing()
    {
        TonIotTable table = SmallFiles.Read(_folder, SmallFiles.Header, SmallFiles.Fridge(("normal", 20)));
        var code = RecordBytes.For(table);
        byte[] white = [.. Enumerable.Repeat((byte)255, code.Side * code.Side * 3)];
        Assert.Equal(["", ""], code.Decode(white)[0]);
    }
}
