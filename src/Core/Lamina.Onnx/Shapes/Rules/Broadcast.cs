namespace Lamina.Onnx.Shapes.Rules;

/// <summary>Multidirectional broadcasting (https://onnx.ai/onnx/repo-docs/Broadcasting.html).</summary>
internal static class Broadcast
{
    /// <summary>The common shape; an axis of which two different names meet is unknown.</summary>
    /// <exception cref="OnnxFormatException">Two numbers do not fit.</exception>
    public static TensorShape Shapes(params IReadOnlyList<TensorShape> shapes)
    {
        int rank = shapes.Max(shape => shape.Rank);
        var result = new Dimension[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            Dimension common = Dimension.One;
            foreach (TensorShape shape in shapes)
            {
                int at = axis - (rank - shape.Rank);
                common = at < 0 ? common : Axis(common, shape[at]);
            }

            result[axis] = common;
        }

        return new TensorShape(result);
    }

    private static Dimension Axis(Dimension left, Dimension right)
    {
        if (left.Value is { } a && right.Value is { } b && a != b && a != 1 && b != 1)
        {
            throw new OnnxFormatException($"lengths {a} and {b} do not broadcast");
        }

        // A number other than 1 settles the axis, whatever the other name stands for.
        return left.Value == 1 ? right
            : right.Value == 1 || left.Equals(right) ? left
            : left.Value is not null ? left
            : right.Value is not null ? right
            : Dimension.Unknown;
    }
}
