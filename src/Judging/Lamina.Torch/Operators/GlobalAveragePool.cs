using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>
/// GlobalAveragePool, opset 1: the mean over all axes after the channels, which keep length 1. Pictures go through the pooling of their whole
/// plane: the gradient of a mean would leave the pictures' layout (<see cref="ChannelsLast"/>).
/// </summary>
internal sealed class GlobalAveragePool(OnnxNode node) : Operator(node)
{
    protected override Tensor Run(Tensor?[] inputs)
    {
        Tensor x = Need(inputs, 0);
        return x.dim() == 4 ? F.avg_pool2d(x, x.shape[2..]) : x.mean([.. Enumerable.Range(2, (int)x.dim() - 2).Select(axis => (long)axis)], keepdim: true);
    }
}
