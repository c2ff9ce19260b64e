using Lamina.Onnx.Shapes.Rules;

namespace Lamina.Onnx.Shapes.Values;

/// <summary>Arithmetic on known elements. Names go through sums, products and exact divisions; elsewhere they become unknown.</summary>
internal static class ArithmeticValues
{
    public static void Register()
    {
        Binary("Add", Dimension.Add, (a, b) => a + b);
        Binary("Sub", Dimension.Subtract, (a, b) => a - b);
        Binary("Mul", Dimension.Multiply, (a, b) => a * b);
        Binary("Div", Divide, (a, b) => a / b);
        Binary("Mod", (a, b) => Numbers(a, b, (x, y) => y == 0 ? null : ((x % y) + y) % y), (a, b) => a - (b * Math.Floor(a / b)));
        Binary("Min", (a, b) => a.Equals(b) ? a : Numbers(a, b, (x, y) => Math.Min(x, y)), Math.Min);
        Binary("Max", (a, b) => a.Equals(b) ? a : Numbers(a, b, (x, y) => Math.Max(x, y)), Math.Max);
        Compare("Equal", sign => sign == 0);
        Compare("Greater", sign => sign > 0);
        Compare("GreaterOrEqual", sign => sign >= 0);
        Compare("Less", sign => sign < 0);
        Compare("LessOrEqual", sign => sign <= 0);
        Binary("And", (a, b) => a.Value == 0 || b.Value == 0 ? 0 : Numbers(a, b, (x, y) => x & y), null);
        Binary("Or", (a, b) => a.Value == 1 || b.Value == 1 ? 1 : Numbers(a, b, (x, y) => x | y), null);
        Unary("Neg", a => Dimension.Of(0) - a, a => -a);
        Unary("Abs", a => a.Value is { } x and > long.MinValue ? Math.Abs(x) : Dimension.Unknown, Math.Abs);
        Unary("Not", a => a.Value is { } x ? 1 - x : Dimension.Unknown, null);
        Unary("Floor", a => a, Math.Floor);
        Unary("Ceil", a => a, Math.Ceiling);
        Unary("Round", a => a, Math.Round);
        Unary("Sqrt", null, a => (float)Math.Sqrt(a));
        ValueRules.Add("Cast", Cast);
        ValueRules.Add("Where", Where);
    }

    private static Dimension Divide(Dimension a, Dimension b)
    {
        if (a.Value is { } x && b.Value is { } y)
        {
            return y == 0 || (x == long.MinValue && y == -1) ? Dimension.Unknown : x / y;
        }

        Dimension exact = a.DivideExactly(b);
        return !exact.IsUnknown ? exact : b.Value is > 0 and var divisor ? a.FloorDivide(divisor) : Dimension.Unknown;
    }

    private static Dimension Numbers(Dimension a, Dimension b, Func<long, long, long?> combine) =>
        a.Value is { } x && b.Value is { } y && combine(x, y) is { } result ? result : Dimension.Unknown;

    private static void Unary(string opType, Func<Dimension, Dimension>? integers, Func<double, double>? floats) => ValueRules.Add(opType, node => node.Value(0) switch
    {
        { Integers: { } elements } value when integers is not null => KnownValue.OfIntegers(value.Type, value.Dims, Array.ConvertAll(elements, element => integers(element))),
        { Floats: { } elements } value when floats is not null => KnownValue.OfFloats(value.Type, value.Dims, Array.ConvertAll(elements, element => floats(element))),
        _ => null,
    });

    private static void Binary(string opType, Func<Dimension, Dimension, Dimension> integers, Func<double, double, double>? floats) => ValueRules.Add(opType, node =>
    {
        if (!TrySpread(node, out KnownValue[] inputs) || inputs.Length != 2)
        {
            return null;
        }

        (KnownValue left, KnownValue right) = (inputs[0], inputs[1]);
        return left.Integers is { } a && right.Integers is { } b ? KnownValue.OfIntegers(left.Type, left.Dims, [.. a.Zip(b, integers)])
            : left.Floats is { } x && right.Floats is { } y && floats is not null ? KnownValue.OfFloats(left.Type, left.Dims, [.. x.Zip(y, (p, q) => (double)(float)floats(p, q))])
            : null;
    });

    /// <summary>Which of two elements is larger, where their difference is a number, or one is the length of a named axis and the other is negative (the -1 that exporters compare with).</summary>
    private static int? Sign(Dimension left, Dimension right) =>
        (left - right).Value is { } gap ? Math.Sign(gap)
        : left.Symbol is not null && right.Value < 0 ? 1
        : right.Symbol is not null && left.Value < 0 ? -1
        : null;

    /// <summary>Elements of which it is known which is larger compare.</summary>
    private static void Compare(string opType, Func<int, bool> holds) => ValueRules.Add(opType, node =>
    {
        if (!TrySpread(node, out KnownValue[] inputs) || inputs.Length != 2)
        {
            return null;
        }

        (KnownValue left, KnownValue right) = (inputs[0], inputs[1]);
        if (left.Integers is { } a && right.Integers is { } b)
        {
            return KnownValue.OfIntegers(ElementType.Bool, left.Dims, [.. a.Zip(b, (p, q) => Sign(p, q) is { } sign ? Truth(holds(sign)) : Dimension.Unknown)]);
        }

        return left.Floats is { } x && right.Floats is { } y && !x.Concat(y).Any(double.IsNaN)
            ? KnownValue.OfIntegers(ElementType.Bool, left.Dims, [.. x.Zip(y, (p, q) => Truth(holds(p.CompareTo(q))))])
            : null;
    });

    private static Dimension Truth(bool holds) => holds ? 1 : 0;

    private static KnownValue? Cast(NodeShapes node)
    {
        var to = (ElementType)node.Int("to", 0);
        switch (node.Value(0))
        {
            case { Integers: { } elements } value when to.IsInteger() && to != ElementType.Bool:
                return KnownValue.OfIntegers(to, value.Dims, elements);
            case { Integers: { } elements } value when to == ElementType.Bool:
                return KnownValue.OfIntegers(to, value.Dims, Array.ConvertAll(elements, element => element.Value is { } x ? Truth(x != 0) : Dimension.Unknown));
            case { Integers: { } elements } value when to.IsFloat() && Array.TrueForAll(elements, element => element.Value is not null):
                return KnownValue.OfFloats(to, value.Dims, Array.ConvertAll(elements, element => (double)element.Value!.Value));
            case { Floats: { } elements } value when to.IsFloat():
                return KnownValue.OfFloats(to, value.Dims, elements);
            case { Floats: { } elements } value when to.IsInteger() && to != ElementType.Bool && Array.TrueForAll(elements, element => Math.Abs(element) < long.MaxValue / 2):
                return KnownValue.OfIntegers(to, value.Dims, Array.ConvertAll(elements, element => Dimension.Of((long)element)));
            default:
                return null;
        }
    }

    private static KnownValue? Where(NodeShapes node)
    {
        if (!TrySpread(node, out KnownValue[] inputs) || inputs is not [{ Integers: { } condition } first, { Integers: { } yes } typed, { Integers: { } no }])
        {
            return null;
        }

        Dimension Choose(int i) => condition[i].Value switch
        {
            1 => yes[i],
            0 => no[i],
            _ => yes[i].Equals(no[i]) ? yes[i] : Dimension.Unknown,
        };
        return KnownValue.OfIntegers(typed.Type, first.Dims, [.. Enumerable.Range(0, condition.Length).Select(Choose)]);
    }

    /// <summary>All inputs, broadcast to one shape.</summary>
    private static bool TrySpread(NodeShapes node, out KnownValue[] inputs)
    {
        inputs = [];
        var values = new List<KnownValue>();
        for (int i = 0; i < node.InputCount; i++)
        {
            if (node.Value(i) is not { } value)
            {
                return false;
            }

            values.Add(value);
        }

        if (values.Count == 0 || !ShapeValues.TryDims([.. Broadcast.Shapes([.. values.Select(value => TensorShape.Of(value.Dims))])], out long[] dims, out _))
        {
            return false;
        }

        List<KnownValue> spread = [.. values.Select(value => IndexValues.Spread(value, dims)).OfType<KnownValue>()];
        inputs = [.. spread];
        return spread.Count == values.Count;
    }
}
