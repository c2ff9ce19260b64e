using System.Globalization;
using System.Text;
using Lamina.Data;
using Lamina.Data.TonIot;
using Lamina.Lab.Datasets;
using Lamina.Testing;

namespace Lamina.Lab.Tests.Datasets;

public sealed class TonIotJobTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Write(string name, string columns, string values)
    {
        var lines = new StringBuilder($"date,time,{columns},battery,label,type\r\n");
        for (int i = 0; i < 4000; i++)
        {
            string time = TimeSpan.FromSeconds(i).ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture);
            lines.Append(CultureInfo.InvariantCulture, $"25-Apr-19,{time},{values},{i % 7},{(i < 2000 ? 0 : 1)},{(i < 2000 ? "normal" : "xss")}\r\n");
        }

        File.WriteAllText(_folder[name], lines.ToString());
        return _folder[name];
    }

    private int Run(string folder, bool merge, bool keep = false, bool overwrite = false) => TonIotJob.Run(
        [Write("a.csv", "fridge_temperature,temp_condition", "9,high"), Write("b.csv", "motion_status,light_status", "1,on")],
        _folder[folder], new TonIotDatasetOptions { Merge = merge, Enlarge = 1 }, keep, overwrite, new Talk(TimeProvider.System), TestContext.Current.CancellationToken);

    [Fact]
    public void Run_FilesOfTwoKinds_AreTwoDataSetsUnlessMerged()
    {
        Assert.Equal(0, Run("apart", merge: false));
        Assert.Equal(["fridge", "motion_light"], Directory.GetDirectories(_folder["apart"]).Select(Path.GetFileName).Order());
        Assert.Equal(["battery"], TonIotManifest.Read(_folder["apart", "fridge"]).Sources.Single().Dropped);

        Assert.Equal(0, Run("merged", merge: true, keep: true));
        TonIotManifest merged = TonIotManifest.Read(_folder["merged"]);
        Assert.Equal(["fridge", "motion_light"], merged.Sources.Select(source => source.Name));
        Assert.All(merged.Sources, source => Assert.Equal("battery", source.Columns[^1].Name));
        Assert.True(File.Exists(_folder["merged", "contact_sheet.png"]));
    }

    [Fact]
    public void Run_FolderThatIsNotEmpty_IsRefusedUnlessOverwritten()
    {
        Directory.CreateDirectory(_folder["full"]);
        File.WriteAllText(_folder["full", "mine.txt"], "mine");
        Assert.Equal(2, Assert.Throws<Refusal>(() => Run("full", merge: true)).Code);
        Assert.True(File.Exists(_folder["full", "mine.txt"]));
        Assert.Equal(0, Run("full", merge: true, overwrite: true));
        Assert.False(File.Exists(_folder["full", "mine.txt"]));
    }

    [Fact]
    public void Run_TwoFilesOfOneKind_AreRefused()
    {
        string one = Write("a.csv", "fridge_temperature,temp_condition", "9,high"), two = Write("b.csv", "fridge_temperature,temp_condition", "9,high");
        DataException refusal = Assert.Throws<DataException>(() => TonIotJob.Run([one, two], _folder["out"], new TonIotDatasetOptions(), false, false, new Talk(TimeProvider.System), TestContext.Current.CancellationToken));
        Assert.Contains("both of the kind fridge", refusal.Message, StringComparison.Ordinal);
    }
}
