using Lamina.Onnx.Tensors;

namespace Lamina.Onnx.Text;

/// <summary>Tensors from numbers as a person writes them.</summary>
internal static class TextTensor
{
    public static OnnxTensor Of(string name, ElementType type, long[] dims, double[] values)
    {
        if (type.IsFloat())
        {
            return new OnnxTensor(name, type, dims, TensorPayload.OfBytes(TensorReading.FromFloats(Array.ConvertAll(values, value => (float)value), type)));
        }

        int width = type.Bits() / 8;
        if (!type.IsInteger() || width == 0)
        {
            throw new FormatException($"values of {type.Name()} cannot be written as text");
        }

        return OnnxTensor.OfIntegers(name, type, dims, Array.ConvertAll(values, value => (long)value));
    }

    /// <summary>Values of a seed, uniform within 1/sqrt(fan-in) so that deep random networks keep their scale.</summary>
    public static OnnxTensor Random(string name, ElementType type, long[] dims, int seed)
    {
        var random = new Random(seed);
        long count = dims.Aggregate(1L, (product, dim) => product * dim);
        double bound = 1 / Math.Sqrt(Math.Max(1, dims.Length > 1 ? count / Math.Max(1, dims[0]) : count));
        double[] values = new double[count];
        for (long i = 0; i < count; i++)
        {
            values[i] = ((random.NextDouble() * 2) - 1) * bound;
        }

        return Of(name, type, dims, values);
    }
}
