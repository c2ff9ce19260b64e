using System.Collections.Immutable;

namespace Lamina.Plans;

/// <summary>The whole model a plan was made from. It is named, not shipped: only its parts are.</summary>
public sealed record PlanModel
{
    /// <summary>File name without folder.</summary>
    public required string File { get; init; }

    /// <summary>Digest of the model file's bytes.</summary>
    public required Sha256Digest Sha256 { get; init; }

    /// <summary>Version of the default operator set (<c>ai.onnx</c>).</summary>
    public required int Opset { get; init; }

    /// <summary>Files with external data that belong to the model; empty for most.</summary>
    public required ImmutableArray<HashedFile> ExternalData { get; init; }
}
