using System.Buffers.Binary;
using System.Collections.Immutable;
using Lamina.Onnx.Wire;

namespace Lamina.Onnx.Tensors;

/// <summary>
/// A constant tensor: an initializer or a tensor-valued attribute. Holds name, type and shape; the elements stay where they are (file, buffer,
/// generator) until asked for. Readable as long as the model it came from is not disposed.
/// </summary>
public sealed class OnnxTensor
{
    private readonly TensorPayload? _payload;

    internal OnnxTensor(string name, ElementType type, ImmutableArray<long> dims, TensorPayload? payload, ByteSlice? message, bool external)
    {
        Name = name;
        ElementType = type;
        Dims = dims;
        _payload = payload;
        Message = message;
        IsExternal = external;
        ElementCount = dims.Aggregate(1L, (product, dim) => checked(product * dim));
    }

    /// <summary>A tensor made in code.</summary>
    /// <param name="name">Name, unique in its graph; may be empty for an attribute's value.</param>
    /// <param name="type">Type of the elements; one with a fixed size.</param>
    /// <param name="dims">Lengths of the axes; none for a scalar.</param>
    /// <param name="payload">Elements in raw form.</param>
    /// <exception cref="ArgumentException">The payload's length does not fit type and shape.</exception>
    public OnnxTensor(string name, ElementType type, IEnumerable<long> dims, TensorPayload payload)
        : this(name, type, [.. dims], payload, message: null, external: false)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(payload);
        if (type.Bytes(ElementCount) != payload.Length)
        {
            throw new ArgumentException($"tensor '{name}' {type.Name()}[{string.Join(',', Dims)}] needs {type.Bytes(ElementCount)} bytes, the payload has {payload.Length}", nameof(payload));
        }
    }

    /// <summary>Name; empty for most attribute values.</summary>
    public string Name { get; }

    /// <summary>Type of the elements.</summary>
    public ElementType ElementType { get; }

    /// <summary>Lengths of the axes; none for a scalar.</summary>
    public ImmutableArray<long> Dims { get; }

    /// <summary>Product of <see cref="Dims"/>.</summary>
    public long ElementCount { get; }

    /// <summary>True when the elements lie in a file beside the model.</summary>
    public bool IsExternal { get; }

    /// <summary>The elements as little-endian raw bytes.</summary>
    /// <exception cref="InvalidOperationException">The tensor holds text, which has no raw form.</exception>
    public TensorPayload Payload => _payload ?? throw new InvalidOperationException($"tensor '{Name}' holds text, which has no raw form");

    /// <summary>The TensorProto as it lay in the file; null for tensors made in code.</summary>
    internal ByteSlice? Message { get; }

    internal bool IsText => _payload is null;

    /// <summary>A float32 tensor.</summary>
    public static OnnxTensor OfFloats(string name, IEnumerable<long> dims, ReadOnlySpan<float> values) => new(name, ElementType.Float, dims, TensorPayload.OfFloats(values));

    /// <summary>An int64 tensor.</summary>
    public static OnnxTensor OfInt64s(string name, IEnumerable<long> dims, ReadOnlySpan<long> values) => new(name, ElementType.Int64, dims, TensorPayload.OfInt64s(values));

    /// <summary>An integer or boolean tensor of 8 bits or more per element; values are cut to that width.</summary>
    /// <exception cref="ArgumentException">The type is not one.</exception>
    public static OnnxTensor OfIntegers(string name, ElementType type, IEnumerable<long> dims, ReadOnlySpan<long> values)
    {
        int width = type.Bits() / 8;
        if (!type.IsInteger() || width == 0)
        {
            throw new ArgumentException($"{type.Name()} is no integer type of whole bytes", nameof(type));
        }

        byte[] raw = new byte[values.Length * width];
        Span<byte> whole = stackalloc byte[sizeof(long)];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(whole, values[i]);
            whole[..width].CopyTo(raw.AsSpan(i * width));
        }

        return new OnnxTensor(name, type, dims, TensorPayload.OfBytes(raw));
    }

    /// <summary>Such as <c>float[64,3,3,3] w</c>.</summary>
    public override string ToString() => $"{ElementType.Name()}[{string.Join(',', Dims)}] {Name}";
}
