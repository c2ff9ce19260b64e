using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Reshape, opset 5: 0 keeps the input's length (unless allowzero, opset 14), -1 takes what remains.</summary>
internal sealed class Reshape(OnnxNode node) : Operator(node)
{
    private readonly bool _allowZero = node.Int("allowzero", 0) != 0;

    protected override Tensor Run(Tensor?[] inputs)
    {
        Tensor x = Need(inputs, 0);
        long[] shape = Integers(inputs, 1) ?? throw Refuse("its shape is missing");
        for (int axis = 0; axis < shape.Length && !_allowZero; axis++)
        {
            if (shape[axis] == 0)
            {
                shape[axis] = axis < x.dim() ? x.shape[axis] : throw Refuse($"shape keeps axis {axis} of a tensor with {x.dim()} axes");
            }
        }

        return x.reshape(shape);
    }
}
