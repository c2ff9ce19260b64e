using Lamina.Attestation;
using Lamina.Client;
using Lamina.Images;
using Lamina.OpenInference;
using Lamina.Plans;
using Lamina.Protocol.ObliviousHttp;
using Lamina.Testing;
using PublicApiGenerator;

namespace Lamina.Packages.Tests;

/// <summary>What each package promises: its public types and members, committed as text, so that a change shows in the diff.</summary>
public sealed class PublicSurfaceTests
{
    private static readonly Type[] OneOfEach = [typeof(Plan), typeof(Picture), typeof(InferTensor), typeof(EvidenceVerifier), typeof(KeyConfigList), typeof(LaminaClient)];

    public static TheoryData<string> Packages => [.. OneOfEach.Select(type => type.Assembly.GetName().Name!)];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Surface_OfAPackage_IsTheCommittedOne(string package)
    {
        string path = Checkout.Path("tests", "Packages", "Surface", package + ".txt");
        string surface = OneOfEach.Single(type => type.Assembly.GetName().Name == package).Assembly
            .GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("LAMINA_WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, surface);
        }

        Assert.True(File.Exists(path) && File.ReadAllText(path) == surface, $"the public surface of {package} is not that of {Path.GetRelativePath(Checkout.Root, path)}: if that is meant, LAMINA_WRITE_DOCS=1 ./test Packages writes it again");
    }

    [Fact]
    public void Surface_IsKeptOfEveryLibraryThatIsPacked()
    {
        IEnumerable<string> packed = Directory.EnumerateFiles(Checkout.Path("src"), "*.csproj", SearchOption.AllDirectories)
            .Where(path => File.ReadAllText(path).Contains("<IsPackable>true<", StringComparison.Ordinal)).Select(path => Path.GetFileNameWithoutExtension(path));
        Assert.Equal(packed.Order(StringComparer.Ordinal), OneOfEach.Select(type => type.Assembly.GetName().Name!).Order(StringComparer.Ordinal));
    }
}
