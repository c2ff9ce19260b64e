using Lamina.Onnx;
using Lamina.Onnx.Shapes;
using Lamina.OpenInference.Client;

namespace Lamina.Cli.Profile;

/// <summary>A cut that is asked for.</summary>
/// <param name="Tensors">Its tensors.</param>
/// <param name="Label">Its readable name.</param>
/// <param name="TailCut">Where the tail begins; empty for none.</param>
internal sealed record AskedCut(IReadOnlyList<string> Tensors, string Label, IReadOnlyList<string> TailCut);

/// <summary>What <c>profile</c> is asked to measure, all names resolved.</summary>
internal sealed record ProfileJob
{
    /// <summary>The model's file.</summary>
    public required string ModelPath { get; init; }

    /// <summary>The same, opened.</summary>
    public required OnnxModel Model { get; init; }

    /// <summary>Digest of that file.</summary>
    public required byte[] ModelSha256 { get; init; }

    /// <summary>The cuts, in execution order.</summary>
    public required IReadOnlyList<AskedCut> Cuts { get; init; }

    /// <summary>Types from a recording run, where they do not follow from the graph.</summary>
    public required IReadOnlyDictionary<string, TensorType> Recorded { get; init; }

    /// <summary>How it is measured; part of what a folder of results is for.</summary>
    public required ConditionsJson Conditions { get; init; }

    /// <summary>A server that has the bodies; null to start a worker here.</summary>
    public OipAddress? Worker { get; init; }

    /// <summary>Shared library of an execution provider; null for a built-in one.</summary>
    public string? ProviderLibrary { get; init; }

    /// <summary>Where results go; null to print them only.</summary>
    public string? Folder { get; init; }
}
