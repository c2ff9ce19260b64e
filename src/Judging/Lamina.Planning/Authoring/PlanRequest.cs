using Lamina.Plans.Preprocess;

namespace Lamina.Planning.Authoring;

/// <summary>What was cut, where, by whom.</summary>
public sealed record PlanRequest
{
    /// <summary>The whole model's file.</summary>
    public required string ModelPath { get; init; }

    /// <summary>The cut's readable name.</summary>
    public required string CutLabel { get; init; }

    /// <summary>The tensors that were named as the cut; what else the head gives carries shapes.</summary>
    public required IReadOnlyCollection<string> CutTensors { get; init; }

    /// <summary>What the model expects of a picture; null if it is not known.</summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>The command, such as <c>lamina split</c>.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>The tool's version.</summary>
    public required string ToolVersion { get; init; }
}
