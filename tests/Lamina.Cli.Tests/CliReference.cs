using System.CommandLine;
using System.Text;
using Lamina.Cli.CommandLine;
using Lamina.Cli.Processes;
using Lamina.Cli.Proxy;
using Lamina.Shared.ProgramOptions;
using Lamina.Shared.Serve;

namespace Lamina.Cli.Tests;

/// <summary>Writes docs/cli.md from the parser itself.</summary>
internal static class CliReference
{
    public static string Write()
    {
        StringBuilder page = new();
        page.Append("""
            # Command line

            Written from the parser: `LAMINA_WRITE_DOCS=1 ./test` writes it again, and a test refuses a stale one. `--json` prints one object on standard output, talk goes to
            standard error. Commands of other programs (`lamina-lab`, `lamina-worker`) are listed with the program; its `--help` has the options.

            | exit code | means |
            |---|---|
            | 0 | done |
            | 1 | failed |
            | 2 | wrong use |
            | 3 | evidence or reply refused |
            | 4 | no cut fits the budget, or all are inconclusive |
            | 5 | unusable or missing model or data, or bytes that do not match a plan's digest |
            | 130 | interrupted |


            """);
        foreach (Command command in CommandTree.Build().Subcommands.OrderBy(one => one.Name, StringComparer.Ordinal))
        {
            Append(page, command, command.Name);
        }

        return page.ToString();
    }

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

    private static SettingTable? Table(Command command) => command.Name switch
    {
        "serve" when command is IWholeCommandLine => new EnclaveSettings("lamina serve PLAN_DIR").Table,
        "proxy" when command is IWholeCommandLine => new ProxySettings().Table,
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
            page.Append($"| `{names}{(option.HelpName is null ? "" : " " + Cell(option.HelpName))}`{Repeats(option.Arity)}{(option.Required ? ", required" : "")} | {Cell(option.Description ?? "")} |\n");
        }

        AppendExamples(page, command is LaminaCommand own ? own.Examples : []);
    }

    private static void AppendExamples(StringBuilder page, IEnumerable<string> examples)
    {
        string[] lines = [.. examples];
        page.Append(lines.Length == 0 ? "\n" : $"\n```\n{string.Join('\n', lines)}\n```\n\n");
    }

    private static string Repeats(ArgumentArity arity) => arity.MaximumNumberOfValues > 1 ? " ..." : "";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
