using Lamina.Testing;

namespace Lamina.Conformance.Tests.Deploy;

public sealed class ConfigurationReferenceTests
{
    [Fact]
    public void Page_IsWhatTheProgramsSay()
    {
        string path = Checkout.Path("docs", "configuration.md");
        string page = ConfigurationReference.Write();
        if (Environment.GetEnvironmentVariable("LAMINA_WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, page);
        }

        Assert.True(File.Exists(path) && File.ReadAllText(path) == page, "docs/configuration.md is stale: LAMINA_WRITE_DOCS=1 ./test Conformance writes it again");
        Assert.DoesNotContain(Checkout.Root, page, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryVariableOfTheSources_IsAnOptionOrTold()
    {
        string[] options = [.. ConfigurationReference.VariablesOfOptions()];
        Assert.True(options.Length > 30, $"only {options.Length} options were found in the programs' help");
        Assert.Empty(ConfigurationReference.VariablesInSources().Except(options).Except(ConfigurationReference.Others.Keys));
        Assert.Empty(ConfigurationReference.Others.Keys.Except(ConfigurationReference.VariablesInSources()));
    }
}
