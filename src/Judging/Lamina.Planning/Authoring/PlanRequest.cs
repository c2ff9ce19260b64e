using System.Collections.Immutable;
using Lamina.Plans;
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

    /// <summary>Digest of the model's file where it is known already; default null: the file is read.</summary>
    public Sha256Digest? ModelSha256 { get; init; }

    /// <summary>Files of the folder whose digests were taken while they were written, by name; the others are read. Default none.</summary>
    public IReadOnlyDictionary<string, HashedFile> Written { get; init; } = ImmutableDictionary<string, HashedFile>.Empty;

    /// <summary>Shapes that tensors had in a run with one picture, for those that do not follow from the graph. Default none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> RecordedShapes { get; init; } = ImmutableDictionary<string, IReadOnlyList<long>>.Empty;

    /// <summary>The tool's version.</summary>
    public required string ToolVersion { get; init; }
}
