using System.Text.Json;
using Lamina.Lab.Attacks;
using Lamina.Plans;
using Lamina.Privacy.Verdict;
using Lamina.Testing;
using Lamina.Torch;
using Lamina.Torch.Native;

namespace Lamina.Lab.Tests.Attacks;

/// <summary>The command from files to files, on a small net and small pictures.</summary>
public sealed class AttackJobTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public AttackJobTests()
    {
        Tier.Need(NativeLibraries.Available, "libtorch", NativeLibraries.Reason ?? "");
        SmallCase.Write(_folder);
    }

    private AttackRequest Request => new()
    {
        Model = _folder["net.onnx"],
        At = "d",
        Data = _folder["set"],
        Out = _folder["out"],
        Methods = [AttackKind.Ridge, AttackKind.NearestNeighbour],
        Budget = _ => PlanBudget.Strict,
        Precision = Precision.Float32,
        Threads = 1,
        Kind = "waves",
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Attack_SmallNet_WritesItsResultsAndKeepsTheSchema()
    {
        Assert.Equal(0, Run(Request));
        string json = File.ReadAllText(_folder["out", "attack.json"]);
        Assert.Empty(new JsonSchemaCheck(File.ReadAllText(Checkout.Path("docs", "schema", "attack.schema.json"))).Faults(json));
        JsonElement report = JsonDocument.Parse(json).RootElement;
        Assert.Equal("leaks", report.GetProperty("verdict").GetString());
        Assert.Equal(30, report.GetProperty("attacks")[0].GetProperty("images").GetInt32());
        Assert.True(report.GetProperty("attacks")[0].GetProperty("scores").GetProperty("ssim").GetProperty("mean").GetDouble() > 0.6);
        Assert.StartsWith("tensors,label,attack", File.ReadAllText(_folder["out", "leakage.csv"]), StringComparison.Ordinal);
        Assert.Contains("best negative control", File.ReadAllText(_folder["out", "leakage.svg"]), StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["out", "grid.png"]));
        Assert.Equal(9, File.ReadLines(_folder["out", "grid.txt"]).Count());
        string[] whose = [.. File.ReadLines(_folder["out", "reconstructions.csv"]).Skip(1)];
        Assert.Equal(2 * 30, whose.Length);
        Assert.All(whose, line => Assert.True(File.Exists(_folder["out", line.Split(',')[3]])));
    }

    [Fact]
    public void Attack_FolderOfTheSameJob_GoesOnAndAnotherJobIsRefused()
    {
        Run(Request with { Methods = [AttackKind.Ridge] });
        string[] pieces = Directory.GetFiles(_folder["out", "pieces"]);
        Run(Request);
        Assert.True(Directory.GetFiles(_folder["out", "pieces"]).Length > pieces.Length);
        Assert.All(pieces, piece => Assert.True(File.Exists(piece)));

        Refusal refusal = Assert.Throws<Refusal>(() => Run(Request with { At = "h" }));
        Assert.Equal(2, refusal.Code);
        Assert.Contains("cut is 'd' there and 'h' here", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, Run(Request with { At = "h", Overwrite = true }));
    }

    [Fact]
    public void Attack_PrecisionOfAFolder_IsKeptToAndAnotherIsRefused()
    {
        Run(Request with { Methods = [AttackKind.Ridge], Precision = Precision.BFloat16 });
        string[] pieces = Directory.GetFiles(_folder["out", "pieces"]);
        Run(Request with { Methods = [AttackKind.Ridge], Precision = null });
        Assert.Equal(pieces, Directory.GetFiles(_folder["out", "pieces"]));
        Refusal refusal = Assert.Throws<Refusal>(() => Run(Request));
        Assert.Contains("precision is 'bf16' there and 'float32' here", refusal.Message, StringComparison.Ordinal);

        // Results of one are never taken for the other's.
        Run(Request with { Methods = [AttackKind.Ridge], Overwrite = true });
        Assert.Empty(pieces.Intersect(Directory.GetFiles(_folder["out", "pieces"])));
    }

    [Fact]
    public void Attack_RmleDeeperAtTheLastCut_IsRefused()
    {
        Refusal refusal = Assert.Throws<Refusal>(() => Run(Request with { At = "i", Methods = [AttackKind.RmleDeeper] }));
        Assert.Equal(2, refusal.Code);
        Assert.Contains("beyond 'i' there is none", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Attack_FolderOfOtherFiles_IsLeftAloneEvenWithOverwrite()
    {
        Directory.CreateDirectory(_folder["out"]);
        File.WriteAllText(_folder["out", "thesis.txt"], "years of work");
        Assert.Equal(2, Assert.Throws<Refusal>(() => Run(Request with { Overwrite = true })).Code);
        Assert.True(File.Exists(_folder["out", "thesis.txt"]));
    }

    [Theory]
    [InlineData("nonsense", "no tensor is called 'nonsense'")]
    [InlineData("x", "is an input")]
    [InlineData("", "--at names no tensor")]
    public void Attack_NoCut_IsUsageBeforeAnyPictureIsRead(string at, string said)
    {
        Refusal refusal = Assert.Throws<Refusal>(() => Run(Request with { At = at, Data = _folder["missing"] }));
        Assert.Equal(2, refusal.Code);
        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Attack_Splits_TakeVictimsFromTheTestSplit()
    {
        foreach (string name in new[] { "cat", "dog" })
        {
            Directory.CreateDirectory(_folder["parts", "train"]);
            Directory.CreateDirectory(_folder["parts", "test"]);
            Directory.Move(_folder["set", name], _folder["parts", name == "cat" ? "train" : "test", name]);
        }

        Run(Request with { Data = _folder["parts"], VictimImages = 18, Methods = [AttackKind.NearestNeighbour] });
        Assert.All(File.ReadLines(_folder["out", "grid.txt"]).Skip(1), line => Assert.Contains("test/dog/", line, StringComparison.Ordinal));
        JsonElement report = JsonDocument.Parse(File.ReadAllText(_folder["out", "attack.json"])).RootElement;
        Assert.Equal(18, report.GetProperty("provenance").GetProperty("victims").GetInt32());
        Assert.Equal("Pictures of the training split; the victims are of another split.", report.GetProperty("scope").GetProperty("adversary_data").GetString());
    }

    [Fact]
    public void Attack_WithoutTheModelsOwnKindOfPicture_IsADemonstration()
    {
        Run(Request with { Kind = null, Methods = [AttackKind.NearestNeighbour] });
        Assert.True(JsonDocument.Parse(File.ReadAllText(_folder["out", "attack.json"])).RootElement.GetProperty("scope").GetProperty("demonstration").GetBoolean());
    }

    [Fact]
    public void Attack_AdversaryWithoutPictures_SaysSoAndServesAsADemonstrationOnly()
    {
        Run(Request with { Synthetic = true, Images = 60, Methods = [AttackKind.Ridge] });
        JsonElement report = JsonDocument.Parse(File.ReadAllText(_folder["out", "attack.json"])).RootElement;
        JsonElement scope = report.GetProperty("scope");
        Assert.StartsWith("No pictures: 60 synthetic ones", scope.GetProperty("adversary_data").GetString(), StringComparison.Ordinal);
        Assert.True(scope.GetProperty("demonstration").GetBoolean());
        Assert.Equal(100, report.GetProperty("provenance").GetProperty("victims").GetInt32());

        // What a linear map learned of shapes it reads off waves too.
        Assert.True(report.GetProperty("attacks")[0].GetProperty("scores").GetProperty("ssim").GetProperty("mean").GetDouble() > 0.35);
    }

    private static int Run(AttackRequest request) => AttackJob.Run(request, TimeProvider.System, TestContext.Current.CancellationToken);
}
