namespace Lamina.Lab;

/// <summary>A command ends here with a sentence and an exit code.</summary>
/// <param name="code">One of <see cref="ExitCode"/>.</param>
/// <param name="message">The sentence.</param>
internal sealed class Refusal(int code, string message) : Exception(message)
{
    /// <summary>The exit code.</summary>
    public int Code { get; } = code;
}
