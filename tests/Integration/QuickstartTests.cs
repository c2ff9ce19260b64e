using Lamina.Attestation.Simulated;
using Lamina.Testing;

namespace Lamina.Integration.Tests;

/// <summary>The main job, on what the repository ships.</summary>
public sealed class QuickstartTests
{
    [Fact]
    public async Task Quickstart_OnWhatIsShipped_ClassifiesPhotographsAndWritesThePage()
    {
        using TempFolder folder = new();
        (int code, string output, string talk) = await LaminaProgram.RunAsync("quickstart", "-o", folder.Path);

        Assert.True(code == 0, talk);
        string[] said = talk.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(SimulatedTee.Warning, said[0], StringComparison.Ordinal);
        Assert.Contains(SimulatedTee.Warning, said[^1], StringComparison.Ordinal);
        Assert.Contains("trained on CIFAR-10", talk, StringComparison.Ordinal);
        Assert.Contains("cat.jpg: cat ", output, StringComparison.Ordinal);
        string page = await File.ReadAllTextAsync(folder["report.html"]);
        Assert.StartsWith("<!doctype html>", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(SimulatedTee.Warning, page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Quickstart_FolderWithABrokenPlan_IsRefusedWithFive()
    {
        using TempFolder folder = new();
        Directory.CreateDirectory(folder["plan"]);
        await File.WriteAllTextAsync(folder["plan", "plan.json"], "{}");
        (int code, _, string talk) = await LaminaProgram.RunAsync("quickstart", "-o", folder.Path);
        Assert.Equal(5, code);
        Assert.Contains("plan", talk, StringComparison.Ordinal);
    }
}
