using System.CommandLine;

namespace Lamina.Lab.Commands;

/// <summary>Values that several commands check alike.</summary>
internal static class Options
{
    /// <summary>A number of at least 1.</summary>
    /// <exception cref="Refusal">It is less: exit code 2.</exception>
    public static int Positive(ParseResult parsed, Option<int> option) => parsed.GetValue(option) is >= 1 and var value
        ? value
        : throw new Refusal(ExitCode.Usage, $"{option.Name} is {parsed.GetValue(option)}; at least 1 was wanted.", option.Name);

    /// <summary>A number of threads; 0 means all.</summary>
    /// <exception cref="Refusal">It is less than 0: exit code 2.</exception>
    public static int Threads(ParseResult parsed, Option<int> option) => parsed.GetValue(option) is >= 0 and var value
        ? value
        : throw new Refusal(ExitCode.Usage, $"{option.Name} is {parsed.GetValue(option)}; 0 (all) or more was wanted.", option.Name);

    /// <summary>A file that is there, or null where none was named: told before anything long begins.</summary>
    /// <exception cref="Refusal">There is none: exit code 5.</exception>
    public static string? ExistingFile(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) is not { } path || File.Exists(path)
        ? parsed.GetValue(option)
        : throw new Refusal(ExitCode.UnusableInput, $"{option.Name} names '{path}', and there is no such file.", path);

    /// <summary>A time in minutes; null where none was given.</summary>
    /// <exception cref="Refusal">It is not above 0: exit code 2.</exception>
    public static TimeSpan? Minutes(ParseResult parsed, Option<double?> option) => parsed.GetValue(option) switch
    {
        null => null,
        > 0 and < 1e6 and { } minutes => TimeSpan.FromMinutes(minutes),
        { } other => throw new Refusal(ExitCode.Usage, $"{option.Name} is {other}; a time above 0 was wanted.", option.Name),
    };
}
