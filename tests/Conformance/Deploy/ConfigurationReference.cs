using System.Text;
using System.Text.RegularExpressions;
using Lamina.Testing;

namespace Lamina.Conformance.Tests.Deploy;

/// <summary>Writes docs/configuration.md from what the built programs say of themselves, and from the sources' environment variables.</summary>
internal static partial class ConfigurationReference
{
    private static readonly (string Title, string Program, string[] Arguments)[] Programs =
    [
        ("`lamina serve`, `lamina-enclave`", "lamina-enclave", []),
        ("`lamina worker`, `lamina-worker`", "lamina-worker", []),
        ("`lamina proxy`", "lamina", ["proxy"]),
        ("`lamina keys serve`", "lamina", ["keys", "serve"]),
    ];

    /// <summary>Variables that are no option of a server: name to meaning.</summary>
    public static IReadOnlyDictionary<string, string> Others { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["LAMINA_END_WITH_INPUT"] = "`1`: the enclave, the worker and `keys serve` end when their standard input does. Set by programs that start them through a pipe, so that nothing outlives its parent",
        ["LAMINA_CHECKOUT"] = "`eng/fuzz`, `eng/inventory`: the source tree to work on; set by their scripts",
        ["LAMINA_FUZZ_MORE"] = "`eng/fuzz`: a folder with more inputs to begin with, in folders named for the parsers",
        ["LAMINA_FUZZ_SECONDS"] = "`eng/fuzz`: ends a run early; the row says what was fed by then",
        ["LAMINA_PACK_LAB"] = "`./test`: `1` also packs and installs `lamina-lab`, which takes a minute and a gigabyte",
        ["LAMINA_REQUIRE_TIERS"] = "`./test`: `1` makes a skip for a missing tool a failure, as `.ci/run` does",
        ["LAMINA_SHARED"] = "`./test`: folder of shared test data; default `../shared` beside the source tree",
        ["LAMINA_WRITE_DOCS"] = "`./test`: `1` writes generated pages and public surfaces again instead of only comparing them",
    };

    public static string Write()
    {
        StringBuilder page = new();
        page.Append("""
            # Configuration

            Written from the programs' own help: `LAMINA_WRITE_DOCS=1 ./test Conformance` writes it again, and a test refuses a stale one.

            Every option of a server is a flag, an environment variable, and a key of the JSON file that `--config` (or `LAMINA_CONFIG`) names. The first of these that gives a
            value gives it: flag, environment, file, default. Lists are repeated flags, separated by commas in the environment, and arrays in the file. An unknown key is an error. Under a real
            TEE most options are refused from outside: [serving.md](serving.md#ceilings) says which.


            """);
        foreach ((string title, string program, string[] arguments) in Programs)
        {
            page.Append($"## {title}\n\n| flag | environment | key | default | |\n|---|---|---|---|---|\n");
            foreach (HelpEntry entry in Entries(ProgramHelp.TextOf(program, arguments)))
            {
                string value = entry.Placeholder.Length == 0 ? "" : " " + entry.Placeholder;
                page.Append($"| `{Cell(entry.Flag + value)}` | `{entry.Variable}` | {(entry.Key.Length == 0 ? "" : $"`{entry.Key}`")} | {Cell(entry.Default)} | {Cell(entry.Help)} |\n");
            }

            page.Append('\n');
        }

        page.Append("## Other variables of Lamina\n\n| variable | |\n|---|---|\n");
        foreach ((string name, string meaning) in Others)
        {
            page.Append($"| `{name}` | {Cell(meaning)} |\n");
        }

        page.Append("""

            ## Variables of others that are honoured

            | variable | by | |
            |---|---|---|
            | `OTEL_EXPORTER_OTLP_ENDPOINT` and the other `OTEL_...` | enclave | where metrics and traces go; without the endpoint none are sent ([serving.md](serving.md#logs-metrics-traces)) |
            | `XDG_CACHE_HOME` | all | caches lie in its folder `lamina`; default `~/.cache` |
            | `OMP_WAIT_POLICY`, `GOMP_SPINCOUNT` | `lamina-lab` | how long idle threads of libtorch spin; set by the program itself unless one of them is set |
            | `NO_COLOR` | all | nothing to switch off: no program writes colours |

            """);
        return page.ToString();
    }

    /// <summary>Every variable of Lamina that the sources read.</summary>
    public static IEnumerable<string> VariablesInSources() => new[] { "src", "eng", ".ci", "tests/Lamina.Testing", "tests/Packages", "lamina", "test" }
        .Select(place => Checkout.Path(place))
        .SelectMany(path => File.Exists(path) ? [path] : Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(file => !file.Contains("/corpus/", StringComparison.Ordinal) && Path.GetExtension(file) is ".cs" or ".sh" or ".targets" or ".props" or ""))
        .SelectMany(file => Variable().Matches(File.ReadAllText(file)).Select(match => match.Value))
        .Distinct(StringComparer.Ordinal);

    public static IEnumerable<string> VariablesOfOptions() => Programs.SelectMany(program => Entries(ProgramHelp.TextOf(program.Program, program.Arguments))).Select(entry => entry.Variable).Distinct();

    private sealed record HelpEntry(string Flag, string Placeholder, string Help, string Default, string Variable, string Key);

    private static IEnumerable<HelpEntry> Entries(string help) => Entry().Matches(help).Select(match =>
    {
        string text = Blanks().Replace(match.Groups["text"].Value.Trim(), " ");
        Match fallback = DefaultSentence().Match(text);
        return new HelpEntry(match.Groups["flag"].Value, match.Groups["value"].Value.Trim(), fallback.Success ? text[..fallback.Index].TrimEnd() : text, fallback.Groups["value"].Value, match.Groups["variable"].Value, match.Groups["key"].Value);
    });

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex(@"^  (?<flag>--[a-z-]+)(?<value>[^\n]*)\n(?<text>(?:      [^\n]*\n)+?)      (?<variable>LAMINA_[A-Z_]+)(?:, ""(?<key>[a-z_]+)"")?\r?$", RegexOptions.Multiline)]
    private static partial Regex Entry();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"Default: (?<value>.*)\.$")]
    private static partial Regex DefaultSentence();

    [GeneratedRegex(@"(?<!_)LAMINA_[A-Z]+(?:_[A-Z]+)*")]
    private static partial Regex Variable();
}
