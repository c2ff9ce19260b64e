using System.Diagnostics;
using System.Text.RegularExpressions;
using Lamina.Testing;

namespace Lamina.Conformance.Tests.Deploy;

/// <summary>What a program says it takes.</summary>
internal sealed partial class ProgramHelp
{
    private ProgramHelp(string text)
    {
        Flags = Flag().Matches(text).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        Keys = Key().Matches(text).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
    }

    public IReadOnlySet<string> Flags { get; }

    public IReadOnlySet<string> Keys { get; }

    /// <summary>Runs <c>PROGRAM --help</c>, as it lies beside the built command line.</summary>
    public static ProgramHelp Of(string program)
    {
        ProgramHelp help = new(TextOf(program));
        Assert.True(help.Flags.Count > 5 && help.Keys.Count > 5, $"{program} --help lists its options");
        return help;
    }

    /// <summary>What <c>PROGRAM [COMMAND]... --help</c> prints.</summary>
    public static string TextOf(string program, params string[] command)
    {
        string path = Checkout.Path("artifacts", "bin", "Lamina.Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, program);
        using Process process = Process.Start(new ProcessStartInfo(path, [.. command, "--help"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> talk = process.StandardError.ReadToEndAsync();
        return process.StandardOutput.ReadToEnd() + talk.GetAwaiter().GetResult();
    }

    [GeneratedRegex(@"^ +(--[a-z-]+)", RegexOptions.Multiline)]
    private static partial Regex Flag();

    [GeneratedRegex("LAMINA_[A-Z_]+,\\s+\"([a-z_]+)\"")]
    private static partial Regex Key();
}
