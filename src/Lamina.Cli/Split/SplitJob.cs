using System.Collections.Immutable;
using Lamina.Onnx;
using Lamina.Onnx.Shapes;
using Lamina.Plans.Preprocess;

namespace Lamina.Cli.Split;

/// <summary>A model, where to cut it, and where to put the parts.</summary>
internal sealed record SplitJob
{
    /// <summary>The model's file.</summary>
    public required string ModelPath { get; init; }

    /// <summary>The same, opened.</summary>
    public required OnnxModel Model { get; init; }

    /// <summary>Tensors of the cut.</summary>
    public required IReadOnlyList<string> Cut { get; init; }

    /// <summary>The cut's readable name; default: its tensors.</summary>
    public string? Label { get; init; }

    /// <summary>Tensors at which the tail begins; empty for no tail.</summary>
    public IReadOnlyList<string> TailCut { get; init; } = [];

    /// <summary>Types from a recording run, where they do not follow from the graph. Default none.</summary>
    public IReadOnlyDictionary<string, TensorType> Recorded { get; init; } = ImmutableDictionary<string, TensorType>.Empty;

    /// <summary>What the model expects of a picture; null if not known.</summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>Where parts and plan go; created when missing.</summary>
    public required string Folder { get; init; }

    /// <summary>The command, for the plan's provenance.</summary>
    public required string CreatedBy { get; init; }
}
