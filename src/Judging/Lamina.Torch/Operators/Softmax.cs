using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>
/// Softmax and LogSoftmax, opset 1. From opset 13 along one axis (the last by default); before, over all axes from the given
/// one on (1 by default) as if they were one.
/// </summary>
internal sealed class Softmax(OnnxNode node, int opset, bool logarithm) : Operator(node)
{
    private readonly bool _oneAxis = opset >= 13;
    private readonly long _axis = node.Int("axis", opset >= 13 ? -1 : 1);

    protected override Tensor Run(Tensor?[] inputs)
    {
        Tensor x = Need(inputs, 0);
        long axis = Axis(_axis, x.dim());
        if (_oneAxis || axis == x.dim() - 1)
        {
            return Along(x, axis);
        }

        return Along(x.flatten(axis, -1), axis).reshape(x.shape);
    }

    private Tensor Along(Tensor x, long axis) => logarithm ? F.log_softmax(x, axis) : F.softmax(x, axis);
}
