using System.Xml.Linq;
using Lamina.Testing;

namespace Lamina.Architecture.Tests;

/// <summary>Holds every project file to the table of arrows in docs/architecture.md.</summary>
public sealed class ArrowTests
{
    private const string Core = "Onnx Plans Images Models Runtime OpenInference";
    private const string Serving = "Attestation Protocol OpenInference.Server Client Enclave Init Worker";
    private const string Judging = "Data Torch Privacy Planning Reports Lab";

    /// <summary>Project to what it may reference, all names without the prefix "Lamina.".</summary>
    private static readonly Dictionary<string, string> Allowed = new()
    {
        ["Onnx"] = "",
        ["Plans"] = "",
        ["Images"] = "Plans",
        ["Models"] = "Onnx Plans",
        ["Runtime"] = "Onnx",
        ["OpenInference"] = "",
        ["Attestation"] = "",
        ["Protocol"] = "Attestation Plans",
        ["OpenInference.Server"] = "OpenInference",
        ["Client"] = "Protocol Attestation Plans Images OpenInference",
        ["Enclave"] = "Protocol Attestation Plans Onnx Runtime OpenInference",
        ["Init"] = "Plans",
        ["Worker"] = "OpenInference.Server OpenInference Onnx Runtime",
        ["Data"] = "Images Plans",
        ["Torch"] = "Onnx Data Plans",
        ["Privacy"] = "Onnx Torch Runtime Data Images Plans",
        ["Planning"] = "Onnx Plans Runtime OpenInference",
        ["Reports"] = "Plans Images",
        ["Lab"] = "Data Torch Privacy Planning Reports " + Core,
        ["Cli"] = Core + " Attestation Protocol OpenInference.Server Client Planning Reports",
    };

    public static TheoryData<string> Projects => [.. SourceProjects().Select(NameOf)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_AreInTheTable(string project)
    {
        string file = SourceProjects().Single(path => NameOf(path) == project);
        Assert.True(Allowed.ContainsKey(project), $"{project} is not in the table of arrows");
        IEnumerable<string> surplus = References(file).Except(Allowed[project].Split(' '));
        Assert.Empty(surplus);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_Floor_MatchesItsFolder(string project)
    {
        string folder = Path.GetRelativePath(Checkout.Path("src"), SourceProjects().Single(path => NameOf(path) == project)).Split('/')[0];
        string floor = Core.Split(' ').Contains(project) ? "Core" : Serving.Split(' ').Contains(project) ? "Serving" : Judging.Split(' ').Contains(project) ? "Judging" : "Lamina.Cli";
        Assert.Equal(floor, folder);
    }

    [Fact]
    public void ServingAndJudging_NeverReferenceEachOther()
    {
        foreach (string path in SourceProjects())
        {
            string[] forbidden = Serving.Split(' ').Contains(NameOf(path)) ? Judging.Split(' ') : Judging.Split(' ').Contains(NameOf(path)) ? Serving.Split(' ') : [];
            Assert.Empty(References(path).Intersect(forbidden));
        }
    }

    [Fact]
    public void Solution_ListsEveryProject()
    {
        string solution = File.ReadAllText(Checkout.Path("Lamina.slnx"));
        IEnumerable<string> missing = new[] { "src", "tests", "samples", "bench" }
            .Select(folder => Checkout.Path(folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Checkout.Root, path))
            .Where(path => !solution.Contains(path, StringComparison.Ordinal));
        Assert.Empty(missing);
    }

    [Fact]
    public void TransitiveReferences_StayDisabled() =>
        Assert.Contains("<DisableTransitiveProjectReferences>true<", File.ReadAllText(Checkout.Path("Directory.Build.props")), StringComparison.Ordinal);

    private static string[] SourceProjects() => Directory.GetFiles(Checkout.Path("src"), "*.csproj", SearchOption.AllDirectories);

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path)["Lamina.".Length..];

    /// <summary>References that carry code; a program packed beside another (ReferenceOutputAssembly=false) is no arrow.</summary>
    private static IEnumerable<string> References(string path) => XDocument.Load(path)
        .Descendants("ProjectReference")
        .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
        .Select(reference => NameOf((string)reference.Attribute("Include")!));
}
