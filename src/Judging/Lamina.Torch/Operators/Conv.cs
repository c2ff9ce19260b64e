using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>Conv, opset 1: one to three spatial axes, groups, any padding.</summary>
internal sealed class Conv(OnnxNode node) : Operator(node)
{
    private readonly long _groups = node.Int("group", 1);
    private SpatialWindow? _window;

    // Depthwise convolutions wait for memory, not for products, and libtorch has no bf16 kernel of their own.
    public override bool Multiplies => _groups == 1;

    protected override Tensor Run(Tensor?[] inputs)
    {
        Tensor x = Need(inputs, 0);
        Tensor weight = Need(inputs, 1);
        Tensor? bias = Optional(inputs, 2);
        _window ??= new SpatialWindow(Node, weight.shape[2..]);
        (Tensor padded, long[] padding) = _window.Prepare(x, 0, _ => long.MaxValue);
        if (DepthwiseConv.Fits(padded, weight, _groups, _window.Dilations))
        {
            Tensor y = DepthwiseConv.Run(padded, weight, _window.Strides, padding);
            return bias is null ? y : y + bias.reshape(1, -1, 1, 1);
        }

        return _window.Kernel.Length switch
        {
            1 => F.conv1d(padded, weight, bias, _window.Strides[0], padding[0], _window.Dilations[0], _groups),
            2 => F.conv2d(padded, weight, bias, _window.Strides, padding, _window.Dilations, _groups),
            _ => F.conv3d(padded, weight, bias, _window.Strides, padding, _window.Dilations, _groups),
        };
    }
}
