using Lamina.Onnx;
using TorchSharp;

namespace Lamina.Torch.Operators;

/// <summary>AveragePool, opset 1: one to three spatial axes, any padding, counted or not. Dilations (opset 19) are refused.</summary>
internal sealed class AveragePool : Operator
{
    private readonly SpatialWindow _window;
    private readonly bool _ceil;
    private readonly bool _countPadding;

    public AveragePool(OnnxNode node)
        : base(node)
    {
        _window = new SpatialWindow(node, [.. node.Ints("kernel_shape") ?? []]);
        _ceil = node.Int("ceil_mode", 0) != 0;
        _countPadding = node.Int("count_include_pad", 0) != 0;
        if (_window.Dilations.Any(step => step != 1))
        {
            throw Refuse("dilations are not supported");
        }
    }

    protected override Tensor Run(Tensor?[] inputs)
    {
        Tensor x = Need(inputs, 0);
        (Tensor padded, long[] padding) = _window.Prepare(x, 0, axis => _window.Kernel[axis] / 2);
        Tensor mean = Pool(padded, padding);
        if (ReferenceEquals(padded, x) || _countPadding)
        {
            return mean;
        }

        // Padded by hand, so that the kernel counted the padding: divide by the share of real elements.
        (long[] before, long[] after) = _window.PadsFor(x);
        using Tensor real = SpatialWindow.Pad(torch.ones([1, 1, .. x.shape[2..]], x.dtype), before, after, 0);
        return mean / Pool(real, padding);
    }

    private Tensor Pool(Tensor x, long[] padding) => _window.Kernel.Length switch
    {
        1 => F.avg_pool1d(x, _window.Kernel[0], _window.Strides[0], padding[0], _ceil, _countPadding),
        2 => F.avg_pool2d(x, _window.Kernel, _window.Strides, padding, _ceil, _countPadding),
        _ => F.avg_pool3d(x, _window.Kernel, _window.Strides, padding, _ceil, _countPadding),
    };
}
