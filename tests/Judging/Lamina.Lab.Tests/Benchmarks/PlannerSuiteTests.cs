using Lamina.Lab.Benchmarks;
using Lamina.Lab.Tests.Attacks;
using Lamina.Privacy.Bench;
using Lamina.Privacy.Verdict;
using Lamina.Testing;
using Lamina.Torch.Native;

namespace Lamina.Lab.Tests.Benchmarks;

public sealed class PlannerSuiteTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public PlannerSuiteTests()
    {
        Tier.Need(NativeLibraries.Available, "libtorch", NativeLibraries.Reason ?? "");
        SmallCase.Write(_folder);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Suite_OnASmallNet_PricesTheSearchAndComparesTheChoice()
    {
        PlannerSuiteRequest request = new() { Model = _folder["net.onnx"], Data = _folder["set"], Out = _folder["out"], Cuts = 2, Images = 48, Victims = 16, Steps = 4, Methods = [AttackKind.Ridge, AttackKind.NearestNeighbour], Exhaustive = true, Threads = 1 };
        BenchmarkReport report = PlannerSuite.Run(request, TestContext.Current.CancellationToken);
        Assert.Equal(["planner, portfolios", "exhaustive, portfolios", "same cut"], report.Results.Select(result => result.Name));
        Assert.True(report.Results[1].Value >= 1, "every cut costs no less than one of them");
        Assert.Equal(3, report.Results[0].Goal);
        Assert.Contains("4 steps", report.Results[0].Detail, StringComparison.Ordinal);

        // What is finished is read again: the very same figures.
        Assert.Equal(report.ToJson(), PlannerSuite.Run(request, TestContext.Current.CancellationToken).ToJson());
    }
}
