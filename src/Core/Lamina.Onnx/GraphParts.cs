using Lamina.Onnx.Tensors;

namespace Lamina.Onnx;

/// <summary>The elements of a graph while it is being put together.</summary>
internal sealed class GraphParts
{
    public List<OnnxNode> Nodes { get; } = [];

    public List<OnnxTensor> Initializers { get; } = [];

    public List<OnnxValue> Inputs { get; } = [];

    public List<OnnxValue> Outputs { get; } = [];

    public List<OnnxValue> ValueInfos { get; } = [];

    public List<string> SparseInitializers { get; } = [];
}
