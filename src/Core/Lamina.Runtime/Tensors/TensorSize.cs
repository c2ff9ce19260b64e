using Lamina.Onnx;

namespace Lamina.Runtime;

/// <summary>Sizes of tensors, with their ceiling.</summary>
internal static class TensorSize
{
    /// <summary>Bytes of one element.</summary>
    /// <exception cref="ArgumentException">The type has no size that is a whole number of bytes.</exception>
    public static int Width(ElementType type) => type.Bits() >= 8
        ? type.Bits() / 8
        : throw new ArgumentException($"A tensor of {type.Name()} cannot be held in a buffer.", nameof(type));

    /// <summary>Product of the dimensions.</summary>
    /// <exception cref="ArgumentException">A dimension is negative, or the product does not fit.</exception>
    public static long Elements(ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (long dimension in shape)
        {
            if (dimension < 0)
            {
                throw new ArgumentException($"Dimension {dimension} of {Text(shape)} is negative.", nameof(shape));
            }

            count = dimension == 0 || count <= long.MaxValue / dimension ? count * dimension : throw TooLarge(shape);
        }

        return count;
    }

    /// <summary>Bytes of a tensor.</summary>
    /// <exception cref="ArgumentException">As <see cref="Width"/> and <see cref="Elements"/>, or above <see cref="TensorBuffer.MaxBytes"/>.</exception>
    public static int Bytes(ElementType type, ReadOnlySpan<long> shape)
    {
        int width = Width(type);
        long count = Elements(shape);
        return count <= TensorBuffer.MaxBytes / width ? (int)(count * width) : throw TooLarge(shape);
    }

    /// <summary>A shape as people write it: <c>1x3x224x224</c>, <c>?</c> for a free dimension, <c>scalar</c> for none.</summary>
    public static string Text(ReadOnlySpan<long> shape)
    {
        if (shape.IsEmpty)
        {
            return "scalar";
        }

        string[] parts = new string[shape.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = shape[i] == -1 ? "?" : shape[i].ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return string.Join('x', parts);
    }

    private static ArgumentException TooLarge(ReadOnlySpan<long> shape) =>
        new($"A tensor of {Text(shape)} is larger than {TensorBuffer.MaxBytes} bytes.", nameof(shape));
}
