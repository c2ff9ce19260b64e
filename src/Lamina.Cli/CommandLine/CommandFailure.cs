namespace Lamina.Cli.CommandLine;

/// <summary>A command that ends with one clear sentence: what was found, what was wanted, where.</summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="code">Stable kebab-case name for scripts, such as <c>not-a-cut</c>.</param>
/// <param name="message">The sentence.</param>
/// <param name="where">File, option or address it is about; null if none.</param>
internal sealed class CommandFailure(int exitCode, string code, string message, string? where = null) : Exception(message)
{
    /// <summary>One of <see cref="Shared.ProgramOptions.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>Stable name for scripts.</summary>
    public string Code { get; } = code;

    /// <summary>What the sentence is about.</summary>
    public string? Where { get; } = where;

    /// <summary>Wrong use: exit code 2.</summary>
    public static CommandFailure Usage(string message, string? where = null) => new(Shared.ProgramOptions.ExitCode.Usage, "usage", message, where);

    /// <summary>A file that cannot be used: exit code 5.</summary>
    public static CommandFailure Unusable(string message, string? where = null) => new(Shared.ProgramOptions.ExitCode.UnusableInput, "unusable-input", Without(where, message), where);

    /// <summary>A sentence without the file's name before it, which is said anyway.</summary>
    private static string Without(string? where, string message) =>
        where is not null && new[] { where, Path.GetFileName(where) }.FirstOrDefault(name => name.Length > 0 && message.StartsWith($"{name}: ", StringComparison.Ordinal)) is { } name
            ? message[(name.Length + 2)..]
            : message;
}
