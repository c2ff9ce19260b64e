using System.Buffers.Binary;

namespace Lamina.OpenInference.Tensors;

/// <summary>Whether shape, type and bytes of a tensor fit together. Every sum is checked for overflow.</summary>
internal static class TensorCheck
{
    /// <summary>Number of elements, or -1 when a dimension is negative or the product does not fit.</summary>
    public static long Count(ReadOnlySpan<long> shape)
    {
        bool empty = false;
        foreach (long dimension in shape)
        {
            if (dimension < 0)
            {
                return -1;
            }

            empty |= dimension == 0;
        }

        // Zero wins over overflow: [0, huge, huge] is an empty tensor.
        long count = empty ? 0 : 1;
        foreach (long dimension in shape)
        {
            if (!empty && dimension > long.MaxValue / count)
            {
                return -1;
            }

            count *= empty ? 0 : dimension;
        }

        return count;
    }

    /// <summary>Bytes of <paramref name="count"/> elements of a type with a fixed size, or -1 on overflow.</summary>
    public static long ByteCount(DataType type, long count) =>
        count < 0 || count > long.MaxValue / Math.Max(type.Size(), 1) ? -1 : count * type.Size();

    /// <summary>The first thing that does not fit, as a sentence, or null.</summary>
    public static string? Fault(string name, DataType type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> data)
    {
        long count = Count(shape);
        if (count < 0)
        {
            return $"tensor '{name}' has the impossible shape {Text(shape)}";
        }

        if (type == DataType.Bytes)
        {
            long found = CountElements(data);
            return found == count ? null : found < 0
                ? $"tensor '{name}' holds BYTES elements whose lengths do not add up to its {data.Length} bytes"
                : $"tensor '{name}' has {found} BYTES elements, its shape {Text(shape)} wants {count}";
        }

        long wanted = ByteCount(type, count);
        if (wanted != data.Length)
        {
            return $"tensor '{name}' has {data.Length} bytes, its shape {Text(shape)} of {type.Name()} wants {(wanted < 0 ? "too many" : wanted)}";
        }

        // ONNX Runtime takes any byte as a bool and kernels then disagree about 2: refuse it here.
        return type == DataType.Bool && data.ContainsAnyExceptInRange((byte)0, (byte)1)
            ? $"tensor '{name}' holds a BOOL that is neither 0 nor 1"
            : null;
    }

    /// <summary>A shape as a peer may read it, such as <c>[1,3,224,224]</c>.</summary>
    public static string Text(ReadOnlySpan<long> shape) => $"[{string.Join(',', shape.ToArray())}]";

    private static long CountElements(ReadOnlySpan<byte> data)
    {
        long count = 0;
        while (data.Length > 0)
        {
            if (data.Length < sizeof(uint))
            {
                return -1;
            }

            uint length = BinaryPrimitives.ReadUInt32LittleEndian(data);
            data = data[sizeof(uint)..];
            if (length > (uint)data.Length)
            {
                return -1;
            }

            data = data[(int)length..];
            count++;
        }

        return count;
    }
}
