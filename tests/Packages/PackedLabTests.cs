using Lamina.Testing;

namespace Lamina.Packages.Tests;

/// <summary>The judging tool as a stranger has it: from a feed, with libtorch in the package, outside the source tree.</summary>
[Collection(PackOrder.Name)]
public sealed class PackedLabTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task LabTool_InstalledFromAFolderFeed_TrainsAndEvaluates()
    {
        string dotnet = Tier.Tool("dotnet", "install the .NET 10 SDK");
        Tier.Hardware(OperatingSystem.IsLinux() && Environment.Is64BitProcess, "Linux x64, the only platform that lamina-lab is made for,");
        Tier.Need(Environment.GetEnvironmentVariable("LAMINA_PACK_LAB") == "1", "a minute and a gigabyte for libtorch's package", "LAMINA_PACK_LAB=1 ./test Packages");
        Stranger stranger = new(dotnet, _folder.Path);
        await stranger.MustAsync(Checkout.Path("eng", "pack"), "-o", stranger.Feed, "--as-built", "--only", "Lamina.Lab");
        await stranger.MustAsync(dotnet, "tool", "install", "lamina-lab", "--tool-path", _folder["tools"], "--source", stranger.Feed);
        string lamina = Checkout.Path("artifacts", "bin", "Lamina.Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, "lamina"), lab = _folder["tools", "lamina-lab"];
        await stranger.MustAsync(lamina, "zoo", "build", "efficientnet_b0", "--classes", "2", "--input", "3x32x32", "-o", _folder["model.onnx"]);
        foreach ((int i, string photo) in Directory.EnumerateFiles(Checkout.Path("samples", "photos"), "*.jpg").Order(StringComparer.Ordinal).Index())
        {
            string kind = Path.Combine(_folder["data"], i % 2 == 0 ? "even" : "odd");
            Directory.CreateDirectory(kind);
            File.Copy(photo, Path.Combine(kind, Path.GetFileName(photo)));
        }

        // Training runs on libtorch, evaluation on ONNX Runtime: both come out of the package.
        await stranger.MustAsync(lab, "train", _folder["model.onnx"], "--data", _folder["data"], "--epochs", "1", "--batch-size", "2", "--validation", "0", "-o", _folder["trained.onnx"]);
        Assert.NotEqual(await File.ReadAllBytesAsync(_folder["model.onnx"]), await File.ReadAllBytesAsync(_folder["trained.onnx"]));
        using var scores = System.Text.Json.JsonDocument.Parse(await stranger.MustAsync(lab, "eval", _folder["trained.onnx"], "--data", _folder["data"], "--json"));
        Assert.Equal(5, scores.RootElement.GetProperty("images").GetInt32());

        // Licences of what the package carries are in it.
        string installed = _folder["tools", ".store", "lamina-lab"];
        Assert.Single(Directory.GetFiles(installed, "libtorch_cpu.so", SearchOption.AllDirectories));
        Assert.NotEmpty(Directory.GetFiles(installed, "THIRD-PARTY-NOTICES.md", SearchOption.AllDirectories));
    }
}
