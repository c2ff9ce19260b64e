using Lamina.Onnx;

namespace Lamina.Torch.Operators;

/// <summary>ConvTranspose, opset 1: one to three spatial axes. output_shape and automatic padding are refused; uneven padding crops the full result.</summary>
internal sealed class ConvTranspose : Operator
{
    private readonly long _groups;
    private readonly long[]? _outputPadding;
    private SpatialWindow? _window;

    public ConvTranspose(OnnxNode node)
        : base(node)
    {
        _groups = node.Int("group", 1);
        _outputPadding = node.Ints("output_padding") is { } padding ? [.. padding] : null;
        if (node.Find("output_shape") is not null || node.Text("auto_pad", "NOTSET") is not ("NOTSET" or "" or "VALID"))
        {
            throw Refuse("output_shape and auto_pad are not supported");
        }
    }

    public override bool Multiplies => true;

    protected override Tensor Run(Tensor?[] inputs)
    {
        Tensor x = Need(inputs, 0);
        Tensor weight = Need(inputs, 1);
        _window ??= new SpatialWindow(Node, weight.shape[2..]);
        int axes = _window.Kernel.Length;
        (long[] before, long[] after) = _window.PadsFor(x);
        long[] none = new long[axes];
        long[] extra = _outputPadding ?? none;
        bool even = before.SequenceEqual(after);
        Tensor full = Transposed(x, weight, Optional(inputs, 2), even ? before : none, extra);
        for (int axis = 0; axis < axes && !even; axis++)
        {
            full = full.narrow(axis + 2, before[axis], full.shape[axis + 2] - before[axis] - after[axis]);
        }

        return full;
    }

    private Tensor Transposed(Tensor x, Tensor weight, Tensor? bias, long[] padding, long[] extra) => _window!.Kernel.Length switch
    {
        1 => F.conv_transpose1d(x, weight, bias, _window.Strides[0], padding[0], extra[0], _window.Dilations[0], _groups),
        2 => F.conv_transpose2d(x, weight, bias, _window.Strides, padding, extra, _window.Dilations, _groups),
        _ => F.conv_transpose3d(x, weight, bias, _window.Strides, padding, extra, _window.Dilations, _groups),
    };
}
