using Lamina.Onnx.Tensors;

namespace Lamina.Onnx.Shapes.Values;

/// <summary>
/// The elements of a small tensor that follows from constants and shapes: integers, each of which may be a name or unknown, or floating-point numbers.
/// </summary>
internal sealed class KnownValue
{
    /// <summary>Larger tensors are weights, not shapes.</summary>
    public const int MaxElements = 4096;

    private KnownValue(ElementType type, long[] dims, Dimension[]? integers, double[]? floats)
    {
        Type = type;
        Dims = dims;
        Integers = integers;
        Floats = floats;
    }

    public ElementType Type { get; }

    public long[] Dims { get; }

    /// <summary>Elements of an integer or boolean tensor, else null.</summary>
    public Dimension[]? Integers { get; }

    /// <summary>Elements of a float tensor, else null.</summary>
    public double[]? Floats { get; }

    public int Count => Integers?.Length ?? Floats!.Length;

    public static KnownValue? OfIntegers(ElementType type, long[] dims, Dimension[] elements) => Fits(dims, elements.Length) ? new(type, dims, elements, null) : null;

    public static KnownValue? OfFloats(ElementType type, long[] dims, double[] elements) => Fits(dims, elements.Length) ? new(type, dims, null, elements) : null;

    /// <summary>A list of integers.</summary>
    public static KnownValue? OfList(IEnumerable<Dimension> elements)
    {
        Dimension[] list = [.. elements];
        return OfIntegers(ElementType.Int64, [list.Length], list);
    }

    /// <summary>The elements of a constant; null when it is large or of a type that decides no shape.</summary>
    public static KnownValue? Read(OnnxTensor tensor)
    {
        if (tensor.ElementCount > MaxElements)
        {
            return null;
        }

        if (tensor.ElementType.IsFloat())
        {
            return OfFloats(tensor.ElementType, [.. tensor.Dims], Array.ConvertAll(tensor.ToFloats(), value => (double)value));
        }

        return tensor.ElementType.IsInteger() && tensor.ElementType.Bits() >= 8
            ? OfIntegers(tensor.ElementType, [.. tensor.Dims], Array.ConvertAll(tensor.ToInt64s(), Dimension.Of))
            : null;
    }

    /// <summary>The elements at the given places, in a new shape.</summary>
    public KnownValue? Pick(int[] indices, long[] dims)
    {
        if (!Array.TrueForAll(indices, index => index >= 0 && index < Count))
        {
            return null;
        }

        return Integers is null
            ? OfFloats(Type, dims, Array.ConvertAll(indices, index => Floats![index]))
            : OfIntegers(Type, dims, Array.ConvertAll(indices, index => Integers[index]));
    }

    /// <summary>The same elements in another shape.</summary>
    public KnownValue? Reshape(long[] dims) => Integers is null ? OfFloats(Type, dims, Floats!) : OfIntegers(Type, dims, Integers);

    private static bool Fits(long[] dims, int count) => count <= MaxElements && dims.Aggregate((Int128)1, (product, dim) => product * dim) == count;
}
