using Lamina.Cli.CommandLine;
using Lamina.Cli.Quickstart;
using Lamina.Cli.Split;
using Lamina.Models.Zoo;
using Lamina.Onnx;
using Lamina.Onnx.Inspection;
using Lamina.Plans;
using Lamina.Testing;

namespace Lamina.Cli.Tests.Quickstart;

/// <summary>What a build ships is split on first use; a tiny network stands for the trained one.</summary>
public sealed class QuickstartModelTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Terminal _terminal = new(TextWriter.Null, TextWriter.Null, json: false);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Prepare_ShippedNetworkWithoutAPlan_IsSplitOnceAndSaidToBeUnjudged()
    {
        Ship(seed: 1);
        QuickstartModel first = Prepare();
        Assert.Equal(PlanVerdict.Unjudged, first.Plan.Verdict);
        Assert.Contains("trained on CIFAR-10", Assert.Single(first.Remarks), StringComparison.Ordinal);
        DateTime written = File.GetLastWriteTimeUtc(_folder["out", "plan", "head.onnx"]);
        Assert.Equal(first.Plan.Digest(), Prepare().Plan.Digest());
        Assert.Equal(written, File.GetLastWriteTimeUtc(_folder["out", "plan", "head.onnx"]));
    }

    [Fact]
    public void Prepare_NothingShipped_IsRefusedAndSaysWhereANetworkIs()
    {
        CommandFailure refusal = Assert.Throws<CommandFailure>(Prepare);
        Assert.Equal(5, refusal.ExitCode);
        Assert.Contains("samples/quickstart", refusal.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public void Prepare_ShippedPlan_DecidesTheCut()
    {
        Ship(seed: 1);
        Plan judged = PlanAtTheLastCut();
        File.WriteAllBytes(_folder["shipped", Plan.FileName], judged.ToBytes());
        QuickstartModel made = Prepare();
        Assert.Equal(judged.Digest(), made.Plan.Digest());
        Assert.Equal(judged.Digest(), Plan.Load(_folder["out", "plan"]).Digest());
        Assert.True(File.Exists(_folder["out", "plan", judged.Head.File]));
        Assert.Equal(judged.Digest(), Prepare().Plan.Digest());
    }

    [Fact]
    public void Prepare_ShippedPlanOfAnotherNetwork_IsRefusedAndLeavesNoPlan()
    {
        Ship(seed: 1);
        Plan judged = PlanAtTheLastCut();
        Ship(seed: 2);
        File.WriteAllBytes(_folder["shipped", Plan.FileName], judged.ToBytes());
        Assert.Equal(5, Assert.Throws<CommandFailure>(Prepare).ExitCode);
        Assert.False(File.Exists(_folder["out", "plan", Plan.FileName]));
    }

    [Fact]
    public void Prepare_FolderWithThePlanOfAnotherNetwork_IsRefusedAndKept()
    {
        Ship(seed: 1);
        byte[] before = Prepare().Plan.ToBytes();
        Ship(seed: 2);
        CommandFailure refusal = Assert.Throws<CommandFailure>(Prepare);
        Assert.Equal(5, refusal.ExitCode);
        Assert.Contains("another network", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_folder["out", "plan", Plan.FileName]));
    }

    private QuickstartModel Prepare() => QuickstartModel.Prepare(_folder["out"], _folder["shipped"], _terminal);

    private void Ship(int seed)
    {
        Directory.CreateDirectory(_folder["shipped"]);
        using ZooModel zoo = ModelZoo.Build(new ZooRequest { Architecture = ZooArchitecture.Of("tiny_cnn"), Seed = seed });
        zoo.Save(_folder["shipped", QuickstartModel.TrainedName]);
    }

    private Plan PlanAtTheLastCut()
    {
        string path = _folder["shipped", QuickstartModel.TrainedName];
        using OnnxModel model = ModelFile.Open(path);
        CutDescription cut = ModelInspection.Of(model).Cuts[^1];
        return SplitWork.Run(new SplitJob
        {
            ModelPath = path,
            Model = model,
            Cut = [.. cut.Tensors],
            Label = cut.Label,
            Preprocessing = ModelFile.ReadPreprocessing(path, null),
            Folder = _folder["elsewhere"],
            CreatedBy = "a test",
        });
    }
}
