using System.Collections.Immutable;
using System.Xml.Linq;
using Lamina.Data;
using Lamina.Lab.Reproducing;
using Lamina.Lab.Tests.Attacks;
using Lamina.Privacy.Verdict;
using Lamina.Testing;
using Lamina.Torch.Native;

namespace Lamina.Lab.Tests.Reproducing;

/// <summary>The evaluation in pieces, on a small net.</summary>
public sealed class ReproduceJobTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public ReproduceJobTests()
    {
        Tier.Need(NativeLibraries.Available, "libtorch", NativeLibraries.Reason ?? "");
        SmallCase.Write(_folder);
    }

    private ReproduceRequest Request => new()
    {
        Scale = new EvaluationScale("test", 60, 20, 16, 1, 3),
        Subjects = [new EvaluationSubject(EvaluationSubject.Photographs, "net", ["b", "d"], "draw it")],
        Photographs = _folder["set"],
        Models = ImmutableSortedDictionary<string, string>.Empty.Add("net", _folder["net.onnx"]),
        Out = _folder["out"],
        Threads = 1,
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Reproduce_OnePiece_LeavesAResultThatSaysHowItWasMade()
    {
        await RunAsync(Request with { Pieces = ["imagenet/net/ridge-2"] });
        EvaluationResult result = Result("ridge-2");
        Assert.True(result.Finished);
        Assert.Equal(("d", 1, "test"), (result.Cut, result.Settings.Seed, result.Settings.Scale));
        Assert.Equal(64, result.Settings.ModelSha256.Length);
        Assert.Equal("lamina reproduce --scale test --piece imagenet/net/ridge-2 --images set --model net=net.onnx --minutes 1 --seed 1 --threads 1 -o DIR", result.Command);
        Assert.All(result.Leakage, row => Assert.Equal("ridge", row.Attack));
        Assert.NotNull(result.Leakage.Single(row => row.Metric == "ssim").Excess);
        Assert.Equal(result.Settings.Victims, result.Victims["ridge"]["ssim"].Length);
        Assert.DoesNotContain(_folder[""], File.ReadAllText(_folder["out", "results", "imagenet", "net", "ridge-2.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reproduce_SomePieces_ReportTellsThemAndNamesTheMissing()
    {
        await RunAsync(Request with { Only = ["/ridge"] });
        string page = File.ReadAllText(_folder["out", "report.html"]);
        Assert.Contains(Judgement.KnownImages, page, StringComparison.Ordinal);
        Assert.Contains("2 of 7 pieces have results", page, StringComparison.Ordinal);
        Assert.Equal(
            ["imagenet/net/inverse-network-1", "imagenet/net/inverse-network-2", "imagenet/net/conditional-gan-2", "imagenet/net/white-box-chosen", "imagenet/net/white-box-earlier"],
            XDocument.Parse(page[page.IndexOf('\n', StringComparison.Ordinal)..]).Descendants("li").Select(item => item.Value).Take(5));
        Assert.Contains(File.ReadLines(_folder["out", "leakage.csv"]), line => line.StartsWith("imagenet,net,b,ridge,ssim,20,0.", StringComparison.Ordinal));
        Assert.True(File.Exists(_folder["out", "figures", "imagenet-net-ssim.svg"]) && File.Exists(_folder["out", "figures", "imagenet-net-ssim.png"]));

        // Victims are on the page unless it is to be passed on.
        Assert.Equal(2 + (2 * 6), Count(page, "<img "));
        await RunAsync(Request with { Report = true, Public = true });
        Assert.Equal(2, Count(File.ReadAllText(_folder["out", "report.html"]), "<img "));
    }

    [Fact]
    public async Task Reproduce_Again_RunsNothingThatIsThere()
    {
        await RunAsync(Request with { Pieces = ["1"] });
        byte[] before = File.ReadAllBytes(_folder["out", "results", "imagenet", "net", "ridge-1.json"]);
        await RunAsync(Request with { Pieces = ["1"] });
        Assert.Equal(before, File.ReadAllBytes(_folder["out", "results", "imagenet", "net", "ridge-1.json"]));
    }

    [Fact]
    public async Task Reproduce_WhiteBox_WaitsForTheInverseNetworkThatDecidesTheCut()
    {
        Refusal refusal = await Assert.ThrowsAsync<Refusal>(() => RunAsync(Request with { Pieces = ["imagenet/net/white-box-chosen"] }));
        Assert.Contains("it waits for imagenet/net/inverse-network-1, imagenet/net/inverse-network-2", refusal.Message, StringComparison.Ordinal);
        await RunAsync(Request with { Pieces = ["imagenet/net/inverse-network-1", "imagenet/net/inverse-network-2"], Minutes = 0.02 });
        Assert.False(Result("inverse-network-2").Finished);
        await RunAsync(Request with { Pieces = ["imagenet/net/white-box-chosen"], Minutes = 0.03 });
        EvaluationResult result = Result("white-box-chosen");
        EvaluationChoice choice = EvaluationChoice.Of(Request.Subjects[0], [Result("inverse-network-1"), Result("inverse-network-2")], OpenSubject.BudgetOf(Request.Subjects[0]));
        Assert.Equal(Request.Subjects[0].Cuts[choice.Chosen], result.Cut);
        Assert.Contains("rmle", result.Victims.Keys);
        Assert.DoesNotContain("inverse-network", result.Victims.Keys);
        Assert.Contains("were stopped by time", File.ReadAllText(_folder["out", "report.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reproduce_ResultsOfTwoMachines_MergeByCopyingWhereTheyAreOfOneSetting()
    {
        await RunAsync(Request with { Pieces = ["imagenet/net/ridge-1"] });
        await RunAsync(Request with { Pieces = ["imagenet/net/ridge-2"], Out = _folder["other"] });
        File.Copy(_folder["other", "results", "imagenet", "net", "ridge-2.json"], _folder["out", "results", "imagenet", "net", "ridge-2.json"]);
        await RunAsync(Request with { Report = true });
        Assert.Contains("2 of 7 pieces have results", File.ReadAllText(_folder["out", "report.html"]), StringComparison.Ordinal);

        await RunAsync(Request with { Pieces = ["imagenet/net/ridge-2"], Out = _folder["third"], Seed = 2 });
        File.Copy(_folder["third", "results", "imagenet", "net", "ridge-2.json"], _folder["out", "results", "imagenet", "net", "ridge-2.json"], overwrite: true);
        DataException refusal = await Assert.ThrowsAsync<DataException>(() => RunAsync(Request with { Report = true }));
        Assert.Contains("imagenet/net/ridge-1 and imagenet/net/ridge-2 cannot stand in one report: seed 1 and 2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reproduce_ModelThatIsAbsent_SaysWhatToRunAndLeavesItOutOfAll()
    {
        ReproduceRequest without = Request with { Models = ImmutableSortedDictionary<string, string>.Empty };
        Refusal refusal = await Assert.ThrowsAsync<Refusal>(() => RunAsync(without with { Pieces = ["1"] }));
        Assert.Equal(5, refusal.Code);
        Assert.Contains("draw it; give it with --model net=FILE", refusal.Message, StringComparison.Ordinal);
        await RunAsync(without);
        Assert.Contains("0 of 7 pieces have results", File.ReadAllText(_folder["out", "report.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reproduce_UnknownPiece_IsRefused() =>
        Assert.Contains("There is no piece '9'; --list names all 7", (await Assert.ThrowsAsync<Refusal>(() => RunAsync(Request with { Pieces = ["9"] }))).Message, StringComparison.Ordinal);

    private static Task<int> RunAsync(ReproduceRequest request) => ReproduceJob.RunAsync(request, TimeProvider.System, new CountingTime(), TestContext.Current.CancellationToken);

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private EvaluationResult Result(string piece) => EvaluationResult.Read(_folder["out", "results", "imagenet", "net", piece + ".json"]);
}
