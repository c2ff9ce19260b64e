using Lamina.Testing;

namespace Lamina.Cli.Tests;

public sealed class CliReferenceTests
{
    [Fact]
    public void Page_IsWhatTheParserSays()
    {
        string path = Checkout.Path("docs", "cli.md");
        string page = CliReference.Write();
        if (Environment.GetEnvironmentVariable("LAMINA_WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, page);
        }

        Assert.True(File.Exists(path) && File.ReadAllText(path) == page, "docs/cli.md is stale: LAMINA_WRITE_DOCS=1 ./test writes it again");
    }

    [Fact]
    public void Page_NamesNoPathOfThisMachine() => Assert.DoesNotContain(Checkout.Root, CliReference.Write(), StringComparison.Ordinal);
}
