namespace Lamina.Shared.CommandLine;

/// <summary>A command whose help ends with command lines that work as written.</summary>
internal interface IHasExamples
{
    /// <summary>The command lines.</summary>
    IReadOnlyList<string> Examples { get; }
}
