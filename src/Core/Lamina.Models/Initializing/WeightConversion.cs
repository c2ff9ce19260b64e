using System.Runtime.InteropServices;
using Lamina.Models.Weights;
using Lamina.Onnx;

namespace Lamina.Models.Initializing;

/// <summary>Turns a file's tensor into a graph's: float32, axes in the graph's order. What is both already is streamed as it lies.</summary>
internal static class WeightConversion
{
    public static Stream Open(WeightTensor tensor, WeightSlot slot)
    {
        if (tensor.Type == ElementType.Float && slot.Permutation.IsEmpty)
        {
            return tensor.Open();
        }

        float[] values = Floats(tensor);
        float[] ordered = slot.Permutation.IsEmpty ? values : Permute(values, slot);
        return new MemoryStream(MemoryMarshal.AsBytes<float>(ordered).ToArray(), writable: false);
    }

    private static float[] Floats(WeightTensor tensor)
    {
        if (tensor.ByteLength > Array.MaxLength)
        {
            throw new WeightException($"Tensor '{tensor.Name}' of {tensor.ByteLength} bytes is too large to be converted to float32.");
        }

        byte[] bytes = new byte[tensor.ByteLength];
        using (Stream stream = tensor.Open())
        {
            stream.ReadExactly(bytes);
        }

        return tensor.Type switch
        {
            ElementType.Float16 => Convert<Half>(bytes, value => (float)value),
            ElementType.BFloat16 => Convert<ushort>(bytes, bits => BitConverter.UInt32BitsToSingle((uint)bits << 16)),
            ElementType.Double => Convert<double>(bytes, value => (float)value),
            _ => Convert<float>(bytes, value => value),
        };
    }

    private static float[] Convert<T>(byte[] bytes, Func<T, float> toFloat)
        where T : unmanaged
    {
        ReadOnlySpan<T> source = MemoryMarshal.Cast<byte, T>(bytes);
        float[] values = new float[source.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = toFloat(source[i]);
        }

        return values;
    }

    private static float[] Permute(float[] source, WeightSlot slot)
    {
        long[] fileShape = slot.FileShape();
        long[] fileStrides = new long[fileShape.Length];
        for (long axis = fileShape.Length - 1, stride = 1; axis >= 0; stride *= fileShape[axis--])
        {
            fileStrides[axis] = stride;
        }

        long[] strides = [.. slot.Permutation.Select(axis => fileStrides[axis])];
        long[] index = new long[strides.Length];
        float[] target = new float[source.Length];
        long from = 0;
        for (int to = 0; to < target.Length; to++)
        {
            target[to] = source[from];
            for (int axis = index.Length - 1; axis >= 0; axis--)
            {
                from += strides[axis];
                if (++index[axis] < slot.Shape[axis])
                {
                    break;
                }

                from -= strides[axis] * slot.Shape[axis];
                index[axis] = 0;
            }
        }

        return target;
    }
}
