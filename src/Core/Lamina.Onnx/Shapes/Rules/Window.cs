using System.Collections.Immutable;

namespace Lamina.Onnx.Shapes.Rules;

/// <summary>The sliding window that convolutions and pools share: kernel, strides, dilations and padding per spatial axis.</summary>
internal sealed class Window
{
    private readonly string _autoPad;
    private readonly bool _ceiling;

    /// <exception cref="OnnxFormatException">A list has not one entry per axis (two for padding), or an entry makes no sense.</exception>
    public Window(NodeShapes node, IReadOnlyList<Dimension> kernel, bool ceiling = false)
    {
        int axes = kernel.Count;
        Kernel = kernel;
        Strides = List(node, "strides", axes, 1, least: 1);
        Dilations = List(node, "dilations", axes, 1, least: 1);
        Pads = List(node, "pads", 2 * axes, 0, least: long.MinValue);
        _autoPad = node.Text("auto_pad", "NOTSET");
        _ceiling = ceiling;
    }

    public IReadOnlyList<Dimension> Kernel { get; }

    public ImmutableArray<long> Strides { get; }

    public ImmutableArray<long> Dilations { get; }

    public ImmutableArray<long> Pads { get; }

    /// <summary>Length of one axis of the result.</summary>
    public Dimension Slide(Dimension input, int axis)
    {
        long stride = Strides[axis];
        Dimension reach = ((Kernel[axis] - Dimension.One) * Dilations[axis]) + Dimension.One;
        switch (_autoPad)
        {
            case "SAME_UPPER" or "SAME_LOWER":
                return input.CeilingDivide(stride);
            case "VALID":
                return (input - reach).FloorDivide(stride) + Dimension.One;
        }

        long before = Pads[axis];
        Dimension room = input + Dimension.Of(before) + Dimension.Of(Pads[axis + Kernel.Count]) - reach;
        Dimension steps = _ceiling ? room.CeilingDivide(stride) + Dimension.One : room.FloorDivide(stride) + Dimension.One;

        // A window that would start in the padding at the end is left out (ONNX, pooling with ceil_mode).
        bool dropped = _ceiling && steps.Value is { } count && input.Value is { } length && (Int128)(count - 1) * stride >= (Int128)length + before;
        return dropped ? steps - Dimension.One : steps;
    }

    private static ImmutableArray<long> List(NodeShapes node, string attribute, int count, long fallback, long least)
    {
        ImmutableArray<long> list = node.Ints(attribute) ?? [.. Enumerable.Repeat(fallback, count)];
        return list.Length == count && list.All(entry => entry >= least)
            ? list
            : throw new OnnxFormatException($"{attribute} [{string.Join(',', list)}] does not fit {count} entries of at least {least}");
    }
}
