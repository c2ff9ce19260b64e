using System.CommandLine;
using System.Reflection;
using System.Text;
using Lamina.Cli.CommandLine;
using Lamina.Cli.Keys;
using Lamina.Cli.Processes;
using Lamina.Cli.Proxy;
using Lamina.Cli.Serve;
using Lamina.Shared.ProgramOptions;
using Lamina.Shared.Serve;

namespace Lamina.Cli.Tests;

/// <summary>Writes docs/cli.md from the parser itself.</summary>
internal static class CliReference
{
    /// <summary>What each exit code means, and what a person does then.</summary>
    private static readonly Dictionary<int, (string Means, string Help)> ExitCodes = new()
    {
        [ExitCode.Done] = ("done", ""),
        [ExitCode.Failed] = ("failed", "read the last line: a file that cannot be written, an address in use or out of reach, no TEE found; nothing is wrong with the command line"),
        [ExitCode.Usage] = ("wrong use", "the line names the option; `--help` of that command"),
        [ExitCode.Refused] = ("evidence or reply refused", "the line names the step: [attestation.md](attestation.md#steps) says what each means and what an operator does. Do not loosen the policy to get through"),
        [ExitCode.NothingFits] = ("no cut fits the budget, or all are inconclusive", "the reasons name the attack and the metric: [planning.md](planning.md), [verdict.md](verdict.md)"),
        [ExitCode.UnusableInput] = ("unusable or missing model or data, or bytes that do not match a plan's digest", "the line names the file; a part that is not the plan's was changed or half copied"),
        [ExitCode.Interrupted] = ("interrupted", "what was finished is kept; the same command goes on"),
    };

    public static string Write()
    {
        StringBuilder page = new();
        page.Append("""
            # Command line

            Written from the parser: `LAMINA_WRITE_DOCS=1 ./test` writes it again, and a test refuses a stale one. `--json` prints one object on standard output, talk goes to
            standard error; a failure prints `{"error": {"code", "message", "where"}}`: a stable word, the sentence, and the file, option or address it is about or null. Commands of other programs (`lamina-lab`, `lamina-worker`) are listed with the program; its `--help` has the options. What can be set for servers
            by environment and file is in [configuration.md](configuration.md).

            | exit code | means | what to do |
            |---|---|---|

            """);
        foreach (int code in Codes())
        {
            (string means, string help) = ExitCodes[code];
            page.Append($"| {code} | {means} | {help} |\n");
        }

        page.Append('\n');
        foreach (Command command in CommandTree.Build().Subcommands.OrderBy(one => one.Name, StringComparer.Ordinal))
        {
            Append(page, command, command.Name);
        }

        return page.ToString();
    }

    private static IEnumerable<int> Codes() => typeof(ExitCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(constant => (int)constant.GetRawConstantValue()!).Order();

    private static void Append(StringBuilder page, Command command, string path)
    {
        if (command.Subcommands.Count > 0)
        {
            foreach (Command child in command.Subcommands.OrderBy(one => one.Name, StringComparer.Ordinal))
            {
                Append(page, child, $"{path} {child.Name}");
            }

            return;
        }

        page.Append($"## `{path}`\n\n{command.Description}{(command.Description?.EndsWith('?') == true ? "" : ".")}\n\n");
        if (Table(command) is { } table)
        {
            AppendSettings(page, table);
        }
        else if (command is ForwardedCommand or IWholeCommandLine)
        {
            page.Append($"Another program's command: `lamina {path} --help`.\n\n");
        }
        else
        {
            AppendOptions(page, command);
        }
    }

    private static SettingTable? Table(Command command) => command switch
    {
        ServeCommand => new EnclaveSettings("lamina serve PLAN_DIR").Table,
        ProxyCommand => new ProxySettings().Table,
        KeysServeCommand => new KeysServeSettings().Table,
        _ => null,
    };

    private static void AppendSettings(StringBuilder page, SettingTable table)
    {
        page.Append("| option | environment | default | |\n|---|---|---|---|\n");
        foreach (Setting setting in table.Settings)
        {
            string fallback = setting.DefaultText.Length == 0 ? "" : $"`{setting.DefaultText}`";
            page.Append($"| `{setting.Flag}{(setting.Placeholder.Length == 0 ? "" : " " + Cell(setting.Placeholder))}`{(setting.IsList ? " ..." : "")} | `{setting.Variable}` | {fallback} | {Cell(setting.Help)} |\n");
        }

        AppendExamples(page, table.Examples.Select(example => example.Command));
    }

    private static void AppendOptions(StringBuilder page, Command command)
    {
        page.Append("| argument or option | |\n|---|---|\n");
        foreach (Argument argument in command.Arguments)
        {
            page.Append($"| `{argument.Name}`{Repeats(argument.Arity)} | {Cell(argument.Description ?? "")} |\n");
        }

        foreach (Option option in command.Options.Where(option => !option.Hidden).OrderBy(option => option.Name, StringComparer.Ordinal))
        {
            string names = string.Join("`, `", option.Aliases.Order(StringComparer.Ordinal).Prepend(option.Name));
            page.Append($"| `{names}{(option.HelpName is null ? "" : " " + Cell(option.HelpName))}`{Repeats(option.Arity)}{(option.Required ? ", required" : "")} | {Cell(option.Description ?? "")}{Fallback(option)} |\n");
        }

        AppendExamples(page, command is LaminaCommand own ? own.Examples : []);
    }

    private static void AppendExamples(StringBuilder page, IEnumerable<string> examples)
    {
        string[] lines = [.. examples];
        page.Append(lines.Length == 0 ? "\n" : $"\n```\n{string.Join('\n', lines)}\n```\n\n");
    }

    /// <summary>The default, where the parser knows one that is the same on every machine.</summary>
    private static string Fallback(Option option) =>
        option.HasDefaultValue && option.GetDefaultValue() is { } value and not bool && value.ToString() is { Length: > 0 } text && !Path.IsPathRooted(text)
            ? $"; default {Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)}"
            : "";

    private static string Repeats(ArgumentArity arity) => arity.MaximumNumberOfValues > 1 ? " ..." : "";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
