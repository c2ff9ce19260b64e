using Lamina.Onnx.Shapes.Values;
using Lamina.Onnx.Tensors;
using Lamina.Onnx.Writing;

namespace Lamina.Onnx.Splitting;

/// <summary>
/// Writes the nodes that give a shape anew: a constant where every element is a number, else arithmetic on the axes of the tensors that cross the
/// cut. <c>[N, 256]</c> becomes Concat(Gather(Shape(cut), 0), 256). All of it exists since operator set 7.
/// </summary>
internal sealed class ShapeNodes(IReadOnlyList<(string Name, TensorShape Shape)> crossing, Func<string, string> freshName)
{
    /// <summary>Names of what is added begin with this, so that parts put together again can tell it from their own.</summary>
    public const string Prefix = "lamina/";

    private readonly Dictionary<string, string> _shapes = [];
    private readonly Dictionary<string, string> _lengths = [];
    private readonly List<OnnxNode> _nodes = [];

    /// <summary>The nodes so far, in execution order.</summary>
    public IReadOnlyList<OnnxNode> Nodes => _nodes;

    /// <summary>True when every element is a number or follows from an axis of a crossing tensor.</summary>
    public static bool CanMake(KnownValue value, IEnumerable<(string Name, TensorShape Shape)> crossing)
    {
        if (value.Integers is not { } elements)
        {
            return value.Floats is not null;
        }

        List<Dimension> axes = [.. crossing.SelectMany(tensor => tensor.Shape)];
        return value.Type is ElementType.Int64 or ElementType.Int32 or ElementType.Bool
            && Array.TrueForAll(elements, element => !element.IsUnknown && (element.Value is not null || axes.Contains(element) || element.Symbols.All(symbol => axes.Exists(axis => Scale(axis, symbol) is not null))));
    }

    /// <summary>Adds the nodes that give <paramref name="value"/> under the name of the tensor it replaces.</summary>
    public void Make(string tensor, KnownValue value)
    {
        if (value.Integers is not { } elements || Array.TrueForAll(elements, element => element.Value is not null))
        {
            _nodes.Add(NodeEncoder.Create("Constant", "", Prefix + tensor, [], [tensor], [OnnxAttribute.Of("value", Folded(value))]));
            return;
        }

        string list = Concat([.. elements.Select(Length)]);
        if (value.Dims.Length != 1)
        {
            list = Node("Reshape", [list, Constant([.. value.Dims])]);
        }

        _nodes.Add(value.Type == ElementType.Int64
            ? NodeEncoder.Create("Identity", "", Prefix + tensor, [list], [tensor], [])
            : NodeEncoder.Create("Cast", "", Prefix + tensor, [list], [tensor], [OnnxAttribute.Of("to", (long)value.Type)]));
    }

    private static OnnxTensor Folded(KnownValue value)
    {
        if (value.Floats is { } floats)
        {
            return new OnnxTensor("", value.Type, value.Dims, TensorPayload.OfBytes(TensorReading.FromFloats(Array.ConvertAll(floats, element => (float)element), value.Type)));
        }

        return OnnxTensor.OfIntegers("", value.Type, value.Dims, Array.ConvertAll(value.Integers!, element => element.Value!.Value));
    }

    /// <summary>The factor of an axis that is a number times one name; null for every other axis.</summary>
    private static long? Scale(Dimension axis, string symbol) => axis.DivideExactly(Dimension.Of(symbol)).Value is > 0 and var factor ? factor : null;

    /// <summary>A list of one element that has the length's value.</summary>
    private string Length(Dimension length)
    {
        if (_lengths.TryGetValue(length.ToString(), out string? known))
        {
            return known;
        }

        string made = length.Value is { } number ? Constant(number) : Axis(length) ?? Polynomial(length);
        _lengths.Add(length.ToString(), made);
        return made;
    }

    /// <summary>The axis of a crossing tensor that is this length, if there is one.</summary>
    private string? Axis(Dimension length)
    {
        foreach ((string name, TensorShape shape) in crossing)
        {
            for (int axis = 0; axis < shape.Rank; axis++)
            {
                if (shape[axis].Equals(length))
                {
                    return AxisOf(name, axis);
                }
            }
        }

        return null;
    }

    private string AxisOf(string tensor, int axis)
    {
        if (!_shapes.TryGetValue(tensor, out string? shape))
        {
            _shapes.Add(tensor, shape = Node("Shape", [tensor]));
        }

        return Node("Gather", [shape, Constant(axis)]);
    }

    private string Polynomial(Dimension length)
    {
        var sum = new List<string>();
        foreach ((long coefficient, IReadOnlyList<string> symbols) in length.Terms)
        {
            List<string> factors = [.. symbols.Select(Symbol)];
            if (coefficient != 1 || factors.Count == 0)
            {
                factors.Add(Constant(coefficient));
            }

            sum.Add(factors.Aggregate((left, right) => Node("Mul", [left, right])));
        }

        return sum.Aggregate((left, right) => Node("Add", [left, right]));
    }

    private string Symbol(string symbol)
    {
        Dimension wanted = Dimension.Of(symbol);
        if (Axis(wanted) is { } axis)
        {
            return axis;
        }

        foreach ((string name, TensorShape shape) in crossing)
        {
            for (int at = 0; at < shape.Rank; at++)
            {
                if (Scale(shape[at], symbol) is { } factor)
                {
                    return Node("Div", [AxisOf(name, at), Constant(factor)]);
                }
            }
        }

        throw new InvalidOperationException($"no crossing tensor has an axis with '{symbol}'; CanMake was not asked");
    }

    private string Concat(string[] parts) => parts.Length == 1 ? parts[0] : Node("Concat", parts, OnnxAttribute.Of("axis", 0L));

    private string Constant(params long[] values) => Node("Constant", [], OnnxAttribute.Of("value", OnnxTensor.OfInt64s("", [values.Length], values)));

    private string Node(string opType, string[] inputs, params OnnxAttribute[] attributes)
    {
        string output = freshName(opType);
        _nodes.Add(NodeEncoder.Create(opType, "", output, [.. inputs], [output], [.. attributes]));
        return output;
    }
}
