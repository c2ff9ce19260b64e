namespace Lamina.Lab;

/// <summary>A command ends here with a sentence and an exit code.</summary>
/// <param name="code">One of <see cref="ExitCode"/>.</param>
/// <param name="message">The sentence.</param>
/// <param name="where">The file, folder or option it is about; null if none.</param>
internal sealed class Refusal(int code, string message, string? where = null) : Exception(message)
{
    /// <summary>The exit code.</summary>
    public int Code { get; } = code;

    /// <summary>What the sentence is about.</summary>
    public string? Where { get; } = where;
}
