using System.Collections.Immutable;

namespace Lamina.Plans;

/// <summary>Head, body or tail: an ONNX file beside the plan. Its inputs and outputs keep the names they have in the whole model.</summary>
public sealed record PlanPart
{
    /// <summary>File name without folder, usually <c>head.onnx</c>, <c>body.onnx</c> or <c>tail.onnx</c>.</summary>
    public required string File { get; init; }

    /// <summary>Digest of the file's bytes.</summary>
    public required Sha256Digest Sha256 { get; init; }

    /// <summary>Size of the file.</summary>
    public required long Bytes { get; init; }

    /// <summary>Files with external data that the part names; empty for most.</summary>
    public required ImmutableArray<HashedFile> ExternalData { get; init; }

    /// <summary>Inputs in the file's order.</summary>
    public required ImmutableArray<TensorSpec> Inputs { get; init; }

    /// <summary>Outputs in the file's order.</summary>
    public required ImmutableArray<TensorSpec> Outputs { get; init; }

    /// <summary>The part's own file first, then its external data.</summary>
    public ImmutableArray<HashedFile> Files() => [new HashedFile { File = File, Sha256 = Sha256, Bytes = Bytes }, .. ExternalData];
}
