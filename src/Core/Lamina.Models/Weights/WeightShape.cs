using Lamina.Onnx;

namespace Lamina.Models.Weights;

/// <summary>Checks the sizes that a file claims.</summary>
internal static class WeightShape
{
    private const int MaxRank = 16;

    /// <summary>Bytes of a tensor.</summary>
    /// <exception cref="WeightException">A length is negative, or the tensor is larger than allowed.</exception>
    public static long Bytes(string name, ElementType type, IReadOnlyList<long> shape, WeightLimits limits)
    {
        if (shape.Count > MaxRank)
        {
            throw new WeightException($"Tensor '{name}' has {shape.Count} axes, more than {MaxRank}.");
        }

        Int128 bytes = type.Bits() / 8;
        foreach (long length in shape)
        {
            if (length < 0)
            {
                throw new WeightException($"Tensor '{name}' has an axis of length {length}.");
            }

            // A later axis of length 0 must not hide that the earlier ones are absurd.
            bytes *= length;
            if (bytes > limits.MaxTensorBytes)
            {
                throw new WeightException($"Tensor '{name}' claims [{string.Join(',', shape)}] {type.Name()}, more than {limits.MaxTensorBytes} bytes.");
            }
        }

        return (long)bytes;
    }
}
