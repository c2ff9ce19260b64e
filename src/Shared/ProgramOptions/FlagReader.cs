using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Reflection;

namespace Lamina.Shared.ProgramOptions;

/// <summary>Reads the command line with System.CommandLine; what the values mean is for <see cref="SettingTable"/>.</summary>
internal static class FlagReader
{
    /// <summary>What the command line holds.</summary>
    /// <param name="Values">Texts by option name.</param>
    /// <param name="Faults">What the parser could not place.</param>
    /// <param name="Asked">Help or version, where it was asked for.</param>
    public sealed record Found(IReadOnlyDictionary<string, IReadOnlyList<string>> Values, IReadOnlyList<string> Faults, string? Asked);

    public static Found Read(SettingTable table, IReadOnlyList<string> args)
    {
        var command = new RootCommand(table.Summary);
        var options = new Dictionary<Setting, Option<string[]>>();
        foreach (Setting setting in table.Settings)
        {
            // A switch may stand alone; everything else wants its value. Whether it may come twice is checked for all sources alike.
            ArgumentArity arity = setting.Placeholder.Length == 0 ? new ArgumentArity(0, 100_000) : new ArgumentArity(1, 100_000);
            var option = new Option<string[]>(setting.Flag) { Arity = arity, AllowMultipleArgumentsPerToken = false };
            options.Add(setting, option);
            command.Options.Add(option);
        }

        ParseResult result = command.Parse([.. args], new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        if (result.GetResult(command.Options.OfType<HelpOption>().Single()) is not null)
        {
            return new Found(Nothing, [], HelpText.Of(table));
        }

        if (result.GetResult(command.Options.OfType<VersionOption>().Single()) is not null)
        {
            return new Found(Nothing, [], $"{table.Program} {typeof(FlagReader).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion}");
        }

        var values = new Dictionary<string, IReadOnlyList<string>>();
        foreach ((Setting setting, Option<string[]> option) in options)
        {
            if (result.GetResult(option) is OptionResult { Implicit: false } given)
            {
                string[] texts = [.. given.Tokens.Select(token => token.Value)];
                values.Add(setting.Name, texts.Length == 0 && setting.Placeholder.Length == 0 ? ["true"] : texts);
            }
        }

        return new Found(values, [.. result.Errors.Select(error => error.Message)], null);
    }

    private static readonly Dictionary<string, IReadOnlyList<string>> Nothing = [];
}
