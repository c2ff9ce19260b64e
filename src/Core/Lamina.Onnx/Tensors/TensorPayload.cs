using System.Runtime.InteropServices;
using Lamina.Onnx.Wire;

namespace Lamina.Onnx.Tensors;

/// <summary>
/// The bytes of a tensor in ONNX' raw form: little-endian, row-major. A payload is a way to read them, not the bytes themselves, so
/// gigabytes of weights can be handled in constant memory.
/// </summary>
public abstract class TensorPayload
{
    /// <summary>Number of bytes.</summary>
    public abstract long Length { get; }

    /// <summary>Opens the bytes for one sequential read; the caller disposes the stream. May be called any number of times.</summary>
    public abstract Stream Open();

    /// <summary>A payload in memory. The array must not change while the payload is in use.</summary>
    public static TensorPayload OfBytes(ReadOnlyMemory<byte> bytes) => new SlicePayload(new ByteSlice(new MemorySource(bytes), 0, bytes.Length));

    /// <summary>Float32 values, copied to bytes.</summary>
    public static TensorPayload OfFloats(ReadOnlySpan<float> values) => OfBytes(MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Int64 values, copied to bytes.</summary>
    public static TensorPayload OfInt64s(ReadOnlySpan<long> values) => OfBytes(MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>A payload that is produced when it is needed, such as seeded weights or a file of another format.</summary>
    /// <param name="length">Number of bytes the stream will give.</param>
    /// <param name="open">Opens a new stream at its beginning; called once per write or read of the tensor.</param>
    public static TensorPayload OfStream(long length, Func<Stream> open) => new StreamPayload(length, open);

    private sealed class StreamPayload(long length, Func<Stream> open) : TensorPayload
    {
        public override long Length => length;

        public override Stream Open() => open();
    }
}
