using Lamina.Onnx;

namespace Lamina.Torch;

/// <summary>A graph holds a node that cannot be differentiated here. The message names the operator and the node.</summary>
public sealed class UnsupportedOperatorException : Exception
{
    internal UnsupportedOperatorException(OnnxNode node, string reason)
        : base($"{node}: {reason}.") => OpType = node.OpType;

    /// <summary>The operator.</summary>
    public string OpType { get; }
}
