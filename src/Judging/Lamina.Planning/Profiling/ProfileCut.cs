using System.Collections.Immutable;

namespace Lamina.Planning.Profiling;

/// <summary>One cut to be measured: the files of the trusted side, and the worker's names of what it runs.</summary>
public sealed record ProfileCut
{
    /// <summary>The exposed tensors: the head's outputs and the body's inputs. At least one.</summary>
    public required ImmutableArray<string> Tensors { get; init; }

    /// <summary>Integer tensors that cross as well and carry only shapes. Default none.</summary>
    public ImmutableArray<string> ShapeTensors { get; init; } = [];

    /// <summary>Path of the head.</summary>
    public required string HeadPath { get; init; }

    /// <summary>Path of the tail, or null. Its inputs are outputs of the body.</summary>
    public string? TailPath { get; init; }

    /// <summary>The worker's name of the body.</summary>
    public required string BodyModel { get; init; }

    /// <summary>The worker's name of this cut's <see cref="HandoffModel"/>.</summary>
    public required string HandoffModel { get; init; }
}
