using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>MaxPool, opset 1: one to three spatial axes, any padding, dilations, ceil_mode. The indices are not given.</summary>
internal sealed class MaxPool : Operator
{
    private readonly SpatialWindow _window;
    private readonly bool _ceil;

    public MaxPool(OnnxNode node)
        : base(node)
    {
        OneOutput();
        _window = new SpatialWindow(node, [.. node.Ints("kernel_shape") ?? []]);
        _ceil = node.Int("ceil_mode", 0) != 0;
    }

    protected override Tensor Run(Tensor?[] inputs)
    {
        (Tensor x, long[] padding) = _window.Prepare(Need(inputs, 0), double.NegativeInfinity, axis => _window.Kernel[axis] / 2);
        return _window.Kernel.Length switch
        {
            1 => F.max_pool1d(x, _window.Kernel[0], _window.Strides[0], padding[0], _window.Dilations[0], _ceil),
            2 => F.max_pool2d(x, _window.Kernel, _window.Strides, padding, _window.Dilations, _ceil),
            _ => F.max_pool3d(x, _window.Kernel, _window.Strides, padding, _window.Dilations, _ceil),
        };
    }
}
