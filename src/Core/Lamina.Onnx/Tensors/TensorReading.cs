using System.Runtime.InteropServices;

namespace Lamina.Onnx.Tensors;

/// <summary>Reads the elements of a tensor into arrays. For tensors whose size the caller has judged: each call allocates the whole tensor.</summary>
public static class TensorReading
{
    /// <summary>The raw little-endian bytes.</summary>
    /// <exception cref="OnnxFormatException">The tensor is larger than one array can be, or its stored elements do not fit its shape.</exception>
    public static byte[] ToBytes(this OnnxTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        byte[] bytes = new byte[Checked(tensor, tensor.Payload.Length)];
        Fill(tensor, bytes);
        return bytes;
    }

    /// <summary>The elements of a float32, float16, bfloat16 or double tensor as float32.</summary>
    /// <exception cref="OnnxFormatException">The elements are of another type or too many for one array.</exception>
    public static float[] ToFloats(this OnnxTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        float[] values = new float[Checked(tensor, tensor.ElementCount)];
        switch (tensor.ElementType)
        {
            case ElementType.Float:
                Fill(tensor, MemoryMarshal.AsBytes(values.AsSpan()));
                break;
            case ElementType.Float16:
                Convert<Half>(tensor, values, value => (float)value);
                break;
            case ElementType.BFloat16:
                Convert<ushort>(tensor, values, bits => BitConverter.UInt32BitsToSingle((uint)bits << 16));
                break;
            case ElementType.Double:
                Convert<double>(tensor, values, value => (float)value);
                break;
            default:
                throw new OnnxFormatException($"tensor '{tensor.Name}' is {tensor.ElementType.Name()}, a float type was wanted");
        }

        return values;
    }

    /// <summary>The elements of an integer or boolean tensor (8 bits or more, uint64 as its bit pattern) as int64.</summary>
    /// <exception cref="OnnxFormatException">The elements are of another type or too many for one array.</exception>
    public static long[] ToInt64s(this OnnxTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        long[] values = new long[Checked(tensor, tensor.ElementCount)];
        switch (tensor.ElementType)
        {
            case ElementType.Int64 or ElementType.UInt64:
                Fill(tensor, MemoryMarshal.AsBytes(values.AsSpan()));
                break;
            case ElementType.Int32:
                Convert<int>(tensor, values, value => value);
                break;
            case ElementType.UInt32:
                Convert<uint>(tensor, values, value => value);
                break;
            case ElementType.Int16:
                Convert<short>(tensor, values, value => value);
                break;
            case ElementType.UInt16:
                Convert<ushort>(tensor, values, value => value);
                break;
            case ElementType.Int8:
                Convert<sbyte>(tensor, values, value => value);
                break;
            case ElementType.UInt8 or ElementType.Bool:
                Convert<byte>(tensor, values, value => value);
                break;
            default:
                throw new OnnxFormatException($"tensor '{tensor.Name}' is {tensor.ElementType.Name()}, an integer type was wanted");
        }

        return values;
    }

    /// <summary>Float32 values in the raw form of a float type, rounded to nearest even.</summary>
    /// <exception cref="ArgumentException"><paramref name="type"/> is not float32, float16, bfloat16 or double.</exception>
    public static byte[] FromFloats(ReadOnlySpan<float> values, ElementType type) => type switch
    {
        ElementType.Float => MemoryMarshal.AsBytes(values).ToArray(),
        ElementType.Float16 => Convert(values, value => (Half)value),
        ElementType.BFloat16 => Convert(values, RoundToBFloat16),
        ElementType.Double => Convert(values, value => (double)value),
        _ => throw new ArgumentException($"{type.Name()} is not a float type", nameof(type)),
    };

    private static ushort RoundToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)0x7FC0 : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    private static int Checked(OnnxTensor tensor, long count) => count <= Array.MaxLength
        ? (int)count
        : throw new OnnxFormatException($"tensor '{tensor.Name}' has {count} elements or bytes, more than one array holds");

    private static void Fill(OnnxTensor tensor, Span<byte> destination)
    {
        using Stream stream = tensor.Payload.Open();
        int read = stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        if (read != destination.Length)
        {
            throw new OnnxFormatException($"tensor '{tensor.Name}' ended after {read} of {destination.Length} bytes");
        }
    }

    private static void Convert<TFrom, TTo>(OnnxTensor tensor, TTo[] values, Func<TFrom, TTo> convert)
        where TFrom : unmanaged
    {
        using Stream stream = tensor.Payload.Open();
        var chunk = new TFrom[Math.Min(values.Length, 8192)];
        for (int done = 0; done < values.Length;)
        {
            Span<TFrom> part = chunk.AsSpan(0, Math.Min(chunk.Length, values.Length - done));
            Span<byte> bytes = MemoryMarshal.AsBytes(part);
            if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) != bytes.Length)
            {
                throw new OnnxFormatException($"tensor '{tensor.Name}' ended after {done} of {values.Length} elements");
            }

            foreach (TFrom value in part)
            {
                values[done++] = convert(value);
            }
        }
    }

    private static void Convert<TFrom>(OnnxTensor tensor, float[] values, Func<TFrom, float> convert)
        where TFrom : unmanaged => Convert<TFrom, float>(tensor, values, convert);

    private static void Convert<TFrom>(OnnxTensor tensor, long[] values, Func<TFrom, long> convert)
        where TFrom : unmanaged => Convert<TFrom, long>(tensor, values, convert);

    private static byte[] Convert<TTo>(ReadOnlySpan<float> values, Func<float, TTo> convert)
        where TTo : unmanaged
    {
        var converted = new TTo[values.Length];
        for (int i = 0; i < converted.Length; i++)
        {
            converted[i] = convert(values[i]);
        }

        return MemoryMarshal.AsBytes(converted.AsSpan()).ToArray();
    }
}
