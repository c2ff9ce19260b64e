using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>ArgMax, opset 1: the first maximum along one axis. It has no gradient.</summary>
internal sealed class ArgMax : Operator
{
    public ArgMax(OnnxNode node)
        : base(node) => Only("select_last_index", 0);

    protected override Tensor Run(Tensor?[] inputs)
    {
        Tensor x = Need(inputs, 0);
        return x.argmax(Axis(Node.Int("axis", 0), x.dim()), Node.Int("keepdims", 1) != 0);
    }
}
