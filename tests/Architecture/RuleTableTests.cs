using System.Text.RegularExpressions;
using Lamina.Testing;

namespace Lamina.Architecture.Tests;

/// <summary>docs/protocol-tests.md and docs/verdict-tests.md say which test breaks which rule; they may name none that does not exist.</summary>
public sealed partial class RuleTableTests
{
    private const int FewestRules = 25;

    [Theory]
    [InlineData("protocol-tests.md")]
    [InlineData("verdict-tests.md")]
    public void RuleTable_EveryTestItNames_Exists(string page)
    {
        Dictionary<string, string[]> sources = Directory.EnumerateFiles(Checkout.Path("tests"), "*.cs", SearchOption.AllDirectories)
            .GroupBy(path => Path.GetFileNameWithoutExtension(path))
            .ToDictionary(files => files.Key, files => files.Select(File.ReadAllText).ToArray());
        string[] rows = [.. File.ReadLines(Checkout.Path("docs", page))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !Heading().IsMatch(line))];
        Assert.True(rows.Length >= FewestRules, $"only {rows.Length} rules were found");
        foreach (string row in rows)
        {
            Match[] named = [.. TestName().Matches(row).Cast<Match>()];
            Assert.NotEmpty(named);
            Assert.All(named, test => Assert.True(
                sources.TryGetValue(test.Groups["class"].Value, out string[]? files) && files.Any(source => source.Contains($" {test.Groups["method"].Value}(", StringComparison.Ordinal)),
                $"'{test.Value}' does not exist: {row}"));
        }
    }

    [GeneratedRegex("^\\| [a-z ]+ \\| [a-z ]+ \\|$")]
    private static partial Regex Heading();

    [GeneratedRegex("`(?<class>[A-Za-z0-9]+Tests)\\.(?<method>[A-Za-z0-9_]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex TestName();
}
