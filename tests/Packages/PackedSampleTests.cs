using System.Text.RegularExpressions;
using Lamina.Testing;

namespace Lamina.Packages.Tests;

/// <summary>What a stranger does with the packages: installs them from a feed outside the source tree, compiles the README's sample, runs it.</summary>
[Collection(PackOrder.Name)]
public sealed partial class PackedSampleTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Packages_InstalledFromAFolderFeed_RunTheReadmesClientAgainstTheInstalledServer()
    {
        string dotnet = Tier.Tool("dotnet", "install the .NET 10 SDK");
        Stranger stranger = new(dotnet, _folder.Path);
        await stranger.MustAsync(Checkout.Path("eng", "pack"), ["-o", stranger.Feed, "--as-built", .. Only("Lamina.Plans", "Lamina.Images", "Lamina.OpenInference", "Lamina.Attestation", "Lamina.Protocol", "Lamina.Client", "Lamina.Cli")]);

        // The tool, from the feed alone: nothing else is asked for a package that has everything with it.
        await stranger.MustAsync(dotnet, "tool", "install", "lamina", "--tool-path", _folder["tools"], "--source", stranger.Feed);
        Assert.Empty(Directory.EnumerateFiles(_folder["tools"], "*torch*", SearchOption.AllDirectories));
        string lamina = _folder["tools", "lamina"];
        Assert.Contains("resnet50", await stranger.MustAsync(lamina, "zoo", "list"), StringComparison.Ordinal);
        await stranger.MustAsync(lamina, "zoo", "build", "efficientnet_b0", "-o", _folder["model.onnx"]);
        string cut = CutOf(await stranger.MustAsync(lamina, "inspect", _folder["model.onnx"], "--json"));
        await stranger.MustAsync(lamina, "split", _folder["model.onnx"], "--at", cut, "-o", _folder["plan"]);

        // The library: a project that knows nothing of this source tree.
        Directory.CreateDirectory(_folder["sample"]);
        await File.WriteAllTextAsync(_folder["sample", "Sample.csproj"], Project(stranger.Version));
        await File.WriteAllTextAsync(_folder["sample", "Program.cs"], Sample(await File.ReadAllTextAsync(Checkout.Path("README.md"))));
        await stranger.MustAsync(dotnet, "build", _folder["sample"], "-o", _folder["built"], "-nodeReuse:false", "-p:UseSharedCompilation=false");

        await using RunningServer server = await RunningServer.StartAsync(lamina, stranger.Environment, "serve", _folder["plan"], "--tee", "simulated", "--accept-verdict", "unjudged", "--listen", "127.0.0.1:0");
        await stranger.MustAsync(lamina, "attest", "get", "--server", server.Address, "-o", _folder["evidence.json"]);
        await stranger.MustAsync(lamina, "attest", "policy", _folder["evidence.json"], "-o", _folder["policy.json"]);
        string photo = Checkout.Path("samples", "photos", "cat.jpg");
        string said = await stranger.MustAsync(dotnet, _folder["built", "Sample.dll"], server.Address, _folder["policy.json"], photo);
        string expected = await stranger.MustAsync(lamina, "infer", "--server", server.Address, "--policy", _folder["policy.json"], photo);
        string name = said.Split(':')[0];
        Assert.True(name.Length > 0 && expected.Contains(name, StringComparison.Ordinal), $"the sample says '{said}', the command line '{expected}'");

        // The same program refuses an enclave that the policy does not want.
        string other = PlanDigest().Replace(await File.ReadAllTextAsync(_folder["policy.json"]), match => new string('0', match.Length));
        await File.WriteAllTextAsync(_folder["other.json"], other);
        (int code, string refusal) = await stranger.RunAsync(dotnet, _folder["built", "Sample.dll"], server.Address, _folder["other.json"], photo);
        Assert.NotEqual(0, code);
        Assert.Contains("The evidence was refused at policy-", refusal, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Only(params string[] names) => names.SelectMany(name => new[] { "--only", name });

    private static string CutOf(string inspection)
    {
        System.Text.Json.JsonElement cuts = System.Text.Json.JsonDocument.Parse(inspection).RootElement.GetProperty("cuts");
        return cuts[cuts.GetArrayLength() / 2].GetProperty("tensors")[0].GetString()!;
    }

    private static string Sample(string readme) => CSharpBlock().Matches(readme) is [Match only]
        ? only.Groups[1].Value
        : throw new InvalidOperationException("README.md has not exactly one C# sample");

    private static string Project(string version) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Lamina.Client" Version="[{version}]" />
          </ItemGroup>
        </Project>
        """;

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex PlanDigest();
}
