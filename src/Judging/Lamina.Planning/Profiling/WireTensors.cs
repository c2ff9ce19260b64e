using Lamina.Onnx;
using Lamina.OpenInference;
using Lamina.Runtime;

namespace Lamina.Planning.Profiling;

/// <summary>Tensors as the runtime and as the wire have them; the bytes are the same.</summary>
internal static class WireTensors
{
    private static readonly Dictionary<ElementType, DataType> Types = new()
    {
        [ElementType.Bool] = DataType.Bool,
        [ElementType.UInt8] = DataType.UInt8,
        [ElementType.UInt16] = DataType.UInt16,
        [ElementType.UInt32] = DataType.UInt32,
        [ElementType.UInt64] = DataType.UInt64,
        [ElementType.Int8] = DataType.Int8,
        [ElementType.Int16] = DataType.Int16,
        [ElementType.Int32] = DataType.Int32,
        [ElementType.Int64] = DataType.Int64,
        [ElementType.Float16] = DataType.Fp16,
        [ElementType.BFloat16] = DataType.Bf16,
        [ElementType.Float] = DataType.Fp32,
        [ElementType.Double] = DataType.Fp64,
    };

    /// <summary>Shows a buffer to the wire without a copy; valid as long as the buffer.</summary>
    /// <exception cref="ProfileException">The protocol has no such type.</exception>
    public static InferTensor ToWire(string name, TensorBuffer buffer) => Types.TryGetValue(buffer.Type, out DataType type)
        ? new InferTensor(name, type, buffer.Shape.ToArray(), buffer.Memory)
        : throw new ProfileException($"Tensor '{name}' of {buffer.Type.Name()} cannot cross to a worker.");

    /// <summary>Copies what a worker answered, if it is what the tail takes.</summary>
    /// <exception cref="ProfileException">It is not.</exception>
    public static TensorBuffer FromWire(TensorSpec wanted, InferTensor tensor)
    {
        if (!Types.TryGetValue(wanted.Type, out DataType type) || type != tensor.DataType)
        {
            throw new ProfileException($"The worker answered '{tensor.Name}' as {tensor.DataType.Name()}, but the tail takes {wanted.Type.Name()}.");
        }

        TensorBuffer buffer = TensorBuffer.Allocate(wanted.Type, tensor.Shape);
        tensor.Data.Span.CopyTo(buffer.Bytes);
        return buffer;
    }
}
