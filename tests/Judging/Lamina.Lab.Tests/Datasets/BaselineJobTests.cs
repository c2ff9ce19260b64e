using System.Globalization;
using System.Text;
using System.Text.Json;
using Lamina.Data;
using Lamina.Data.TonIot;
using Lamina.Lab.Datasets.Baselines;
using Lamina.Testing;

namespace Lamina.Lab.Tests.Datasets;

/// <summary>Baselines on synthetic doors: single records tell nothing of the type, pictures of many do.</summary>
public sealed class BaselineJobTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Both types have as many open doors as closed ones; normal ones change with every record, scanned ones every fourth.</summary>
    private string Doors()
    {
        var lines = new StringBuilder("date,time,door_state,sphone_signal,label,type\r\n");
        for (int i = 0; i < 8000; i++)
        {
            bool attack = i >= 4000;
            string time = TimeSpan.FromSeconds(i).ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture);
            lines.Append(CultureInfo.InvariantCulture, $"25-Apr-19,{time},{((attack ? i / 4 : i) % 2 == 0 ? "open" : "closed")},1,{(attack ? 1 : 0)},{(attack ? "scanning" : "normal")}\r\n");
        }

        File.WriteAllText(_folder["doors.csv"], lines.ToString());
        TonIotDataset.Write([TonIotReader.Read(_folder["doors.csv"])], _folder["set"], new TonIotDatasetOptions { Enlarge = 1 });
        return _folder["set"];
    }

    [Fact]
    public async Task Compute_OrderTellsTheType_IsFoundAndExplained()
    {
        BaselineReport report = await BaselineJob.ComputeAsync(Doors(), [], 1, new Talk(TimeProvider.System), TestContext.Current.CancellationToken);
        PartBounds bounds = Assert.Single(report.Parts);
        Assert.Equal(("garage_door", 96, 0.5), (bounds.Name, bounds.RecordsPerImage, Math.Round(bounds.BestRecord, 2)));
        double Accuracy(string task, string method) => report.Results.Single(score => (score.Task, score.Method) == (task, method)).Accuracy;
        Assert.InRange(Accuracy("type", "most frequent class"), 0.4, 0.6);
        Assert.Equal(1, Accuracy("type", "boosted trees"));
        Assert.Equal(1, Accuracy("binary", "nearest neighbour"));
        Assert.InRange(Accuracy("type", "boosted trees, order removed"), 0, 0.7);
        Assert.Contains(report.Notes, note => note.StartsWith("garage_door, by type: 1.000", StringComparison.Ordinal) && note.Contains("the order of the values tells the class", StringComparison.Ordinal));

        using var json = JsonDocument.Parse(report.ToJson());
        Assert.Equal(report.TestImages, json.RootElement.GetProperty("results")[0].GetProperty("images").GetInt32());
        Assert.Equal(bounds.BestRecord, json.RootElement.GetProperty("parts")[0].GetProperty("best_record").GetDouble());
    }

    [Fact]
    public async Task Compute_FolderOfOrdinaryPictures_IsRefused()
    {
        Directory.CreateDirectory(_folder["set"]);
        DataException refusal = await Assert.ThrowsAsync<DataException>(() => BaselineJob.ComputeAsync(_folder["set"], [], 1, new Talk(TimeProvider.System), TestContext.Current.CancellationToken));
        Assert.Contains("holds no manifest.json", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NearestNeighbour_OfEqualDistances_TakesTheFirst()
    {
        byte[][] known = [[0, 0], [10, 10], [10, 10]];
        Assert.Equal([0, 1], NearestNeighbour.Predict(known, [0, 1, 2], [[3, 3], [255, 9]]));
    }

    [Fact]
    public void BoostedTrees_SameData_AnswerTheSame()
    {
        var random = new Random(1);
        byte[][] known = [.. Enumerable.Range(0, 200).Select(_ => new[] { (byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256) })];
        int[] classes = [.. known.Select(values => values[1] < 80 ? 0 : values[2] < 128 ? 1 : 2)];
        int[] answers = BoostedTrees.Predict(known, classes, known);
        Assert.Equal(answers, BoostedTrees.Predict(known, classes, known));
        Assert.True(answers.Zip(classes).Count(pair => pair.First == pair.Second) > 190);
        Assert.Equal([0, 0], BoostedTrees.Predict([[1], [2]], [0, 0], [[1], [7]]));
    }
}
