using System.CommandLine;
using Lamina.Shared.CommandLine;

namespace Lamina.Lab.Commands;

/// <summary>A command with examples in its help.</summary>
internal sealed class LabCommand(string name, string description, params IReadOnlyList<string> examples) : Command(name, description), IHasExamples
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Examples { get; } = examples;
}
