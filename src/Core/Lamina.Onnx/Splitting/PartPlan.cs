using Lamina.Onnx.Shapes.Values;

namespace Lamina.Onnx.Splitting;

/// <summary>What one part of a split graph consists of; tensors and nodes by number.</summary>
internal sealed class PartPlan
{
    /// <summary>Tensors that come in: the cut before this part, or the graph's inputs.</summary>
    public HashSet<int> Inputs { get; } = [];

    /// <summary>Integer tensors that come in because the part cannot compute a shape it needs.</summary>
    public List<int> ShapeInputs { get; } = [];

    /// <summary>Tensors that go out: the cut after this part or the graph's outputs, then shapes that later parts need.</summary>
    public List<int> Targets { get; } = [];

    /// <summary>Positions of the nodes.</summary>
    public SortedSet<int> Nodes { get; } = [];

    /// <summary>Constants of the graph, dense and sparse.</summary>
    public HashSet<int> Constants { get; } = [];

    /// <summary>Shapes that are written anew: folded to numbers, or computed from the shapes of what comes in.</summary>
    public Dictionary<int, KnownValue> Recomputed { get; } = [];
}
