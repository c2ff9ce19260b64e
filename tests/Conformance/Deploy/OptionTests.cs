using System.Text.Json;
using System.Text.RegularExpressions;
using Lamina.Testing;

namespace Lamina.Conformance.Tests.Deploy;

/// <summary>The files under <c>deploy/</c> name only options that the programs have.</summary>
public sealed partial class OptionTests
{
    [Theory]
    [InlineData("systemd/worker.json", "lamina-worker")]
    [InlineData("systemd/enclave.json", "lamina-enclave")]
    [InlineData("gramine/enclave.json", "lamina-enclave")]
    public void ConfigurationFile_EveryKey_IsAnOption(string file, string program)
    {
        using JsonDocument configuration = JsonDocument.Parse(File.ReadAllText(Checkout.Path("deploy", file)));
        string[] keys = [.. configuration.RootElement.EnumerateObject().Select(property => property.Name)];
        Assert.NotEmpty(keys);
        Assert.Subset(new HashSet<string>(ProgramHelp.Of(program).Keys), new HashSet<string>(keys));
    }

    [Theory]
    [InlineData("kubernetes/worker.yaml", "lamina-worker")]
    [InlineData("kubernetes/enclave.yaml", "lamina-enclave")]
    [InlineData("containers/worker.Containerfile", "lamina-worker")]
    [InlineData("containers/enclave.Containerfile", "lamina-enclave")]
    [InlineData("systemd/lamina-worker.service", "lamina-worker")]
    [InlineData("systemd/lamina-enclave.service", "lamina-enclave")]
    [InlineData("gramine/lamina-enclave.manifest.template", "lamina-enclave")]
    public void File_EveryFlagOfTheProgram_Exists(string file, string program)
    {
        string[] lines = [.. File.ReadAllLines(Checkout.Path("deploy", file)).Where(line => !line.TrimStart().StartsWith('#') && !line.Contains("dotnet ", StringComparison.Ordinal) && !line.Contains("apt-get", StringComparison.Ordinal) && !line.StartsWith("COPY", StringComparison.Ordinal))];
        string[] flags = [.. lines.SelectMany(line => Flag().Matches(line)).Select(match => match.Value)];
        Assert.NotEmpty(flags);
        Assert.Subset(new HashSet<string>([.. ProgramHelp.Of(program).Flags, "--config"]), new HashSet<string>(flags));
    }

    [GeneratedRegex("--[a-z][a-z-]+")]
    private static partial Regex Flag();
}
