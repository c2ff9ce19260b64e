using System.Buffers;
using System.Buffers.Binary;

namespace Lamina.OpenInference.Tensors;

/// <summary>The binary form of BYTES tensors: each element after its 4-byte little-endian length.</summary>
public static class BytesElements
{
    /// <summary>Joins elements into tensor data.</summary>
    public static byte[] Join(IEnumerable<ReadOnlyMemory<byte>> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        var data = new ArrayBufferWriter<byte>();
        foreach (ReadOnlyMemory<byte> element in elements)
        {
            Append(data, element.Span);
        }

        return data.WrittenSpan.ToArray();
    }

    /// <summary>The elements of a checked tensor, as slices of its data.</summary>
    /// <exception cref="ArgumentException">The tensor is not of type BYTES.</exception>
    public static IEnumerable<ReadOnlyMemory<byte>> Split(InferTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor.DataType == DataType.Bytes
            ? Slices(tensor.Data)
            : throw new ArgumentException($"Tensor '{tensor.Name}' is {tensor.DataType.Name()}, not BYTES.", nameof(tensor));
    }

    internal static void Append(IBufferWriter<byte> data, ReadOnlySpan<byte> element)
    {
        Span<byte> target = data.GetSpan(sizeof(uint) + element.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(target, (uint)element.Length);
        element.CopyTo(target[sizeof(uint)..]);
        data.Advance(sizeof(uint) + element.Length);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Slices(ReadOnlyMemory<byte> data)
    {
        while (data.Length > 0)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(data.Span);
            yield return data.Slice(sizeof(uint), length);
            data = data[(sizeof(uint) + length)..];
        }
    }
}
