namespace Lamina.Cli.Processes;

/// <summary>A command that reads its whole command line itself, because another program explains its options.</summary>
internal interface IWholeCommandLine
{
    /// <summary>Does the work, or becomes the other program.</summary>
    /// <param name="arguments">The whole command line, this command's word first.</param>
    /// <param name="output">Results.</param>
    /// <param name="talk">Everything else.</param>
    /// <exception cref="CommandLine.CommandFailure">It cannot be done.</exception>
    Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter talk);
}
