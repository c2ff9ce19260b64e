using System.Collections.Immutable;

namespace Lamina.Onnx.Shapes.Rules;

/// <summary>Convolutions. Data [N, C, D1..Dk], weights [M, C/group, K1..Kk], result [N, M, ...].</summary>
internal static class ConvolutionRules
{
    public static void Register()
    {
        ShapeRules.AddProduct("Conv", node => Conv(node, weights: 1, node.ElementType(0)));
        ShapeRules.AddProduct("ConvInteger", node => Conv(node, weights: 1, ElementType.Int32));
        ShapeRules.AddProduct("QLinearConv", node => Conv(node, weights: 3, node.ElementType(7)));
        ShapeRules.AddProduct("FusedConv", node => Conv(node, weights: 1, node.ElementType(0)), ShapeRules.Microsoft);
        ShapeRules.AddProduct("ConvTranspose", ConvTranspose);
        ShapeRules.AddProduct("DeformConv", node => Conv(node, weights: 1, node.ElementType(0)));
    }

    private static void Conv(NodeShapes node, int weights, ElementType type)
    {
        if (!TryShapes(node, weights, out TensorShape x, out TensorShape w))
        {
            node.Out(0, type, shape: null);
            return;
        }

        var window = new Window(node, [.. w.Skip(2)]);
        var result = new Dimension[x.Rank];
        (result[0], result[1]) = (x[0], w[0]);
        for (int axis = 2; axis < x.Rank; axis++)
        {
            result[axis] = window.Slide(x[axis], axis - 2);
        }

        var shape = new TensorShape(result);
        node.Out(0, type, shape);
        node.Macs = w.Skip(1).Aggregate(shape.ElementCount, Dimension.Multiply); // every output element: C/group x kernel
    }

    private static void ConvTranspose(NodeShapes node)
    {
        if (!TryShapes(node, 1, out TensorShape x, out TensorShape w))
        {
            return;
        }

        int axes = x.Rank - 2;
        var window = new Window(node, [.. w.Skip(2)]);
        ImmutableArray<long> extra = node.Ints("output_padding") ?? [.. Enumerable.Repeat(0L, axes)];
        ImmutableArray<long>? wanted = node.Ints("output_shape");
        if (extra.Length != axes || (wanted is { } given && given.Length < axes))
        {
            throw new OnnxFormatException("output_padding or output_shape does not have one entry per axis");
        }

        bool same = node.Text("auto_pad", "NOTSET").StartsWith("SAME", StringComparison.Ordinal);
        var result = new Dimension[x.Rank];
        (result[0], result[1]) = (x[0], w[1] * node.Int("group", 1));
        for (int i = 0; i < axes; i++)
        {
            Dimension reach = ((w[i + 2] - Dimension.One) * window.Dilations[i]) + Dimension.One;
            result[i + 2] = wanted is { } output ? output[output.Length - axes + i]
                : same ? x[i + 2] * window.Strides[i]
                : ((x[i + 2] - Dimension.One) * window.Strides[i]) + reach + extra[i] - window.Pads[i] - window.Pads[i + axes];
        }

        node.Out(0, node.ElementType(0), new TensorShape(result));
        node.Macs = w.Skip(1).Aggregate(x.ElementCount, Dimension.Multiply); // every input element: M/group x kernel
    }

    private static bool TryShapes(NodeShapes node, int weights, out TensorShape x, out TensorShape w)
    {
        w = new TensorShape();
        if (!node.TryShape(0, out x) || !node.TryShape(weights, out w))
        {
            return false;
        }

        return x.Rank == w.Rank && x.Rank >= 2 ? true : throw new OnnxFormatException($"data {x} and weights {w} do not fit each other");
    }
}
