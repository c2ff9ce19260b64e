using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Flatten, opset 1: to two axes, the first of what lies before the given one.</summary>
internal sealed class Flatten(OnnxNode node) : Operator(node)
{
    private readonly long _axis = node.Int("axis", 1);

    protected override Tensor Run(Tensor?[] inputs)
    {
        Tensor x = Need(inputs, 0);
        long axis = _axis < 0 ? _axis + x.dim() : _axis;
        long rows = x.shape.Take((int)axis).Aggregate(1L, (product, length) => product * length);
        return x.reshape(rows, rows == 0 ? 0 : x.numel() / rows);
    }
}
