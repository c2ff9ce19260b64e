using System.Security.Cryptography;
using System.Text.Json;
using Lamina.Lab.Attacks;
using Lamina.Lab.Choosing;
using Lamina.Lab.Tests.Attacks;
using Lamina.Planning.Choosing;
using Lamina.Plans;
using Lamina.Privacy.Verdict;
using Lamina.Testing;
using Lamina.Torch;
using Lamina.Torch.Native;

namespace Lamina.Lab.Tests.Choosing;

/// <summary>The command from files to a plan, on a small net; costs come from a profile that is written here.</summary>
public sealed class PlanJobTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public PlanJobTests()
    {
        Tier.Need(NativeLibraries.Available, "libtorch", NativeLibraries.Reason ?? "");
        SmallCase.Write(_folder);
        WriteProfile(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder["net.onnx"]))));
    }

    private PlanJobRequest Request => new()
    {
        Model = _folder["net.onnx"],
        At = ["h", "b", "d"],
        Images = new ImageRequest { Data = _folder["set"], Images = 200, VictimImages = 20, SearchImages = 20, LargestShare = 0.2 },
        Budget = _ => Budgets.Custom(new Dictionary<string, double> { ["ssim"] = 0.3 }),
        Profile = _folder["profile.json"],
        Out = _folder["plan"],
        Kind = "waves",
        Precision = Precision.Float32,
        Threads = 1,
        WhiteBoxVictims = 16,
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Plan_EarlyCutsThatLeak_AreCondemnedFromTheDeepestBreakAndTheRestIsNeverAcquittedUnderTime()
    {
        Assert.Equal(4, await RunAsync(Request with { At = ["b", "d"] }));
        string json = File.ReadAllText(_folder["plan", "decision.json"]);
        Assert.Empty(new JsonSchemaCheck(File.ReadAllText(Checkout.Path("docs", "schema", "decision.schema.json"))).Faults(json));
        JsonElement decision = JsonDocument.Parse(json).RootElement;
        Assert.Equal(JsonValueKind.Null, decision.GetProperty("chosen").ValueKind);
        Assert.Equal(["condemned", "leaks"], decision.GetProperty("cuts").EnumerateArray().Select(cut => cut.GetProperty("state").GetString()));

        // One attack at the deepest candidate is enough: nothing was run at the other.
        Assert.DoesNotContain(Pieces(), piece => piece.Contains("\"b\"", StringComparison.Ordinal));

        Plan plan = Plan.Load(_folder["plan"]);
        Assert.Equal((PlanVerdict.Leaks, "d"), (plan.Verdict, plan.Cut.Tensors.Single().Name));
        Assert.Equal(["train", "validate", "choose", "confirm"], plan.Provenance.Data.Select(data => data.Role));
        Assert.Equal(2, plan.Costs.Length);
        Assert.Null(plan.Head.Files()[0].Mismatch(File.ReadAllBytes(_folder["plan", "head.onnx"])));
        string page = File.ReadAllText(_folder["plan", "report.html"]);
        Assert.Contains("the nearest miss is d", page, StringComparison.Ordinal);
        Assert.Contains(Judgement.KnownImages, page, StringComparison.Ordinal);
        Assert.Contains("condemned", page, StringComparison.Ordinal);
        Assert.Contains(
            "lamina plan net.onnx --data set --kind waves --images 200 --victim-images 20 --victims-whitebox 16 --seeds 3 --profile profile.json --at b --at d --max-ssim 0.3 --precision float32 --seed 1 -o DIR",
            page,
            StringComparison.Ordinal);
        Assert.Equal(3, File.ReadLines(_folder["plan", "profile.csv"]).Count());
        string[] figures = [.. decision.GetProperty("files").EnumerateArray().Select(file => file.GetString()!).Where(file => file.StartsWith("figures/", StringComparison.Ordinal))];
        Assert.All((string[])["pareto", "runtime", "leakage-ssim"], name => Assert.True(figures.Contains($"figures/{name}.svg") && figures.Contains($"figures/{name}.png")));
        Assert.Contains("figures/reconstructions-ridge.png", figures);

        // The condemned cut stands where the one that condemns it does, though nothing was run there.
        Assert.Contains(">b<", File.ReadAllText(_folder["plan", "figures", "pareto.svg"]), StringComparison.Ordinal);
        Assert.Equal(figures.Order(), Directory.GetFiles(_folder["plan", "figures"]).Select(file => $"figures/{Path.GetFileName(file)}").Order());
        Assert.True(File.ReadLines(_folder["plan", "leakage.csv"]).Count() > 3);
    }

    [Fact]
    public async Task Plan_AnotherBudget_IsDecidedFromTheSamePieces()
    {
        PlanJobRequest request = Request with { At = ["d"] };
        await RunAsync(request);
        string[] pieces = Files();
        Assert.Equal(4, await RunAsync(request with { Budget = _ => Budgets.Custom(new Dictionary<string, double> { ["ssim"] = 0.25 }) }));
        Assert.Equal(pieces, Files());
    }

    [Fact]
    public async Task Plan_ConstraintThatNoCutKeeps_NamesEachAndWritesNoPlan()
    {
        Assert.Equal(4, await RunAsync(Request with { Constraints = new CutConstraints { LatencyMs = 0.01 } }));
        Assert.False(File.Exists(_folder["plan", "plan.json"]));
        JsonElement decision = JsonDocument.Parse(File.ReadAllText(_folder["plan", "decision.json"])).RootElement;
        Assert.All(decision.GetProperty("cuts").EnumerateArray(), cut => Assert.Equal("too-costly", cut.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task Plan_ProfileOfAnotherModel_IsUnusable()
    {
        WriteProfile(new string('0', 64));
        Data.DataException refusal = await Assert.ThrowsAsync<Data.DataException>(() => RunAsync(Request));
        Assert.Contains("is of a model with SHA-256 0000", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_WithATail_KeepsTheLastLayersInTheEnclaveAndSaysWhatThatHides()
    {
        await RunAsync(Request with { At = ["d"] });
        Plan plan = Plan.Load(_folder["plan"]);
        Assert.Null(plan.Tail);
        Assert.Contains(plan.Reasons, reason => reason.Contains("Recommended where that matters: --tail auto keeps the layers from s on in the enclave; a tail hides the prediction only from a worker without the tail's weights", StringComparison.Ordinal));

        await RunAsync(Request with { At = ["d"], Tail = "auto" });
        plan = Plan.Load(_folder["plan"]);
        Assert.Equal(["s"], plan.Tail!.Inputs.Select(input => input.Name));
        Assert.Equal(["d", "s"], plan.Cut.Exposed);
        Assert.Null(plan.Tail.Files()[0].Mismatch(File.ReadAllBytes(_folder["plan", "tail.onnx"])));
        Assert.Contains(plan.Reasons, reason => reason.StartsWith("The enclave computes the prediction itself, from s on", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Plan_TailBeforeTheCut_IsRefused()
    {
        Refusal refusal = await Assert.ThrowsAsync<Refusal>(() => RunAsync(Request with { At = ["d"], Tail = "b" }));
        Assert.Equal(2, refusal.Code);
        Assert.Contains("the tail would begin at 'b'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_FoldersOfTwoMachines_MergeWithoutRunningAgain()
    {
        await RunAsync(Request with { At = ["d"], Out = _folder["first"] });
        await RunAsync(Request with { At = ["b"], Out = _folder["second"] });
        foreach (string file in Directory.GetFiles(_folder["first", "pieces"]).Concat(Directory.GetFiles(_folder["second", "pieces"])))
        {
            File.WriteAllText(file, File.ReadAllText(file).Replace("\"seconds\": ", "\"seconds\": 7", StringComparison.Ordinal));
        }

        Assert.Equal(4, await RunAsync(Request with { At = ["b", "d"], Merge = [_folder["first"], _folder["second"]] }));
        Assert.Equal(["condemned", "leaks"], States());
        string[] both = [.. Directory.GetFiles(_folder["first", "pieces"]).Concat(Directory.GetFiles(_folder["second", "pieces"])).Select(Path.GetFileName).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(both, Files().Select(Path.GetFileName));
        Assert.All(Pieces(), piece => Assert.Contains("\"seconds\": 7", piece, StringComparison.Ordinal));
        Assert.Contains("<img", File.ReadAllText(_folder["plan", "report.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_FolderOfOtherPictures_IsNotMerged()
    {
        await RunAsync(Request with { At = ["d"], Out = _folder["first"], Images = Request.Images with { Seed = 2 } });
        Refusal refusal = await Assert.ThrowsAsync<Refusal>(() => RunAsync(Request with { At = ["d"], Merge = [_folder["first"]] }));
        Assert.Contains("has no results of this job: adversary is", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_OtherPictures_GoOnInTheFolderOnlyWhereThatIsSaid()
    {
        PlanJobRequest more = Request with { At = ["d"], Images = Request.Images with { VictimImages = 18 } };
        await RunAsync(Request with { At = ["d"] });
        string[] before = Files();
        await Assert.ThrowsAsync<Refusal>(() => RunAsync(more));
        Assert.Equal(4, await RunAsync(more with { Extend = true }));
        string[] after = Files();
        Assert.All(before, file => Assert.Contains(file, after));
        Assert.Equal(2 * before.Length, after.Length);

        // And back: what was found with the first pictures is still there.
        Assert.Equal(4, await RunAsync(Request with { At = ["d"], Extend = true }));
        Assert.Equal(after, Files());
    }

    [Fact]
    public async Task Plan_OnASecondKindOfPicture_AsksBothAndNamesBoth()
    {
        // A limit that waves keep at d under ridge is not kept by pictures that are flat: those are told to the last pixel.
        foreach (string name in new[] { "x", "y" })
        {
            Directory.CreateDirectory(_folder["flat", name]);
            for (int i = 0; i < 60; i++)
            {
                Lamina.Images.Picture picture = new(16, 16);
                picture.Pixels.Fill((byte)((name == "x" ? 0 : 120) + (2 * i)));
                Lamina.Images.Encoding.PngWriter.Save(picture, _folder["flat", name, $"{i:00}.png"]);
            }
        }

        PlanJobRequest request = Request with { At = ["d"], Budget = _ => Budgets.Custom(new Dictionary<string, double> { ["ssim"] = 0.9 }), Also = _folder["flat"], Public = true, MaxTime = TimeSpan.FromSeconds(10) };
        Assert.Equal(4, await RunAsync(request));
        Plan plan = Plan.Load(_folder["plan"]);
        Assert.Equal(["set", "set", "set", "set", "flat", "flat", "flat", "flat"], plan.Provenance.Data.Select(data => data.Name));
        Assert.DoesNotContain("alt=\"Original of", File.ReadAllText(_folder["plan", "report.html"]), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder["plan", "figures"], "reconstructions-*"));
        Assert.True(File.Exists(_folder["plan", "figures", "runtime.png"]));
        Assert.Contains("--also flat", File.ReadAllText(_folder["plan", "report.html"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(24)]
    public async Task Plan_InterruptedAnywhere_EndsAsIfItHadNotBeen(int looks)
    {
        PlanJobRequest request = Request with { At = ["b", "d"] };
        await RunAsync(request with { Out = _folder["whole"] });
        using CancellationTokenSource interrupt = new();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PlanJob.RunAsync(request, new EndingTime(interrupt, looks), interrupt.Token));
        Assert.False(File.Exists(_folder["plan", "plan.json"]));
        await RunAsync(request);
        Assert.Equal(["condemned", "leaks"], States());
        Assert.Equal(File.ReadAllText(_folder["whole", "leakage.csv"]), File.ReadAllText(_folder["plan", "leakage.csv"]));
        Assert.Equal(Plan.Load(_folder["whole"]).Reasons, Plan.Load(_folder["plan"]).Reasons);
    }

    private static Task<int> RunAsync(PlanJobRequest request) => PlanJob.RunAsync(request, new CountingTime(), TestContext.Current.CancellationToken);

    private IEnumerable<string?> States() => JsonDocument.Parse(File.ReadAllText(_folder["plan", "decision.json"])).RootElement.GetProperty("cuts").EnumerateArray().Select(cut => cut.GetProperty("state").GetString());

    private string[] Files() => [.. Directory.GetFiles(_folder["plan", "pieces"]).Order(StringComparer.Ordinal)];

    private IEnumerable<string> Pieces() => Files().Select(File.ReadAllText);

    private void WriteProfile(string sha256)
    {
        string Row(string tensor, double ms)
        {
            IEnumerable<string> times = new[] { "head_ms", "handoff_ms", "body_ms", "tail_ms", "total_ms" }.SelectMany(name => new[] { name, name + "_p25", name + "_p75" }).Select(name => $"\"{name}\": {ms}");
            return $"{{\"tensors\": [\"{tensor}\"], \"label\": \"{tensor}\", {string.Join(", ", times)}, \"head_memory_bytes\": 1000}}";
        }

        File.WriteAllText(_folder["profile.json"], $"{{\"model\": {{\"file\": \"net.onnx\", \"sha256\": \"{sha256}\"}}, \"whole_ms\": 1, \"cuts\": [{Row("b", 1)}, {Row("d", 2)}, {Row("h", 3)}]}}");
    }

    /// <summary>A clock that cancels when it has been looked at so often: an interruption at the same place on any machine.</summary>
    private sealed class EndingTime(CancellationTokenSource interrupt, int looks) : TimeProvider
    {
        private int _looks;

        public override long GetTimestamp()
        {
            if (Interlocked.Increment(ref _looks) == looks)
            {
                interrupt.Cancel();
            }

            return base.GetTimestamp();
        }
    }
}
