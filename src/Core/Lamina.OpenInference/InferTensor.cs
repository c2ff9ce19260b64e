using Lamina.OpenInference.Tensors;

namespace Lamina.OpenInference;

/// <summary>A named tensor in row-major order, little-endian. Immutable by contract: neither array is written after construction.</summary>
public sealed class InferTensor
{
    /// <summary>Takes the arrays as they are, without a copy.</summary>
    /// <param name="name">Name of the model's input or output.</param>
    /// <param name="dataType">Type of the elements.</param>
    /// <param name="shape">Dimensions, none negative; empty for a scalar.</param>
    /// <param name="data">The elements; for <see cref="DataType.Bytes"/> each with its 4-byte length before it.</param>
    /// <exception cref="ArgumentException">Shape, type and size of the data do not fit together.</exception>
    public InferTensor(string name, DataType dataType, long[] shape, ReadOnlyMemory<byte> data)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(shape);
        if (TensorCheck.Fault(name, dataType, shape, data.Span) is { } fault)
        {
            throw new ArgumentException(fault);
        }

        (Name, DataType, Shape, Data) = (name, dataType, shape, data);
    }

    private InferTensor(ReadOnlyMemory<byte> checkedData, string name, DataType dataType, long[] shape) =>
        (Name, DataType, Shape, Data) = (name, dataType, shape, checkedData);

    /// <summary>Name of the model's input or output.</summary>
    public string Name { get; }

    /// <summary>Type of the elements.</summary>
    public DataType DataType { get; }

    /// <summary>Dimensions; empty for a scalar. Not to be written.</summary>
    public long[] Shape { get; }

    /// <summary>The elements, <c>product(Shape) * DataType.Size()</c> bytes unless the type is <see cref="DataType.Bytes"/>.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>A tensor from outside: what does not fit together is refused, not thrown.</summary>
    public static Outcome<InferTensor> Create(string name, DataType dataType, long[] shape, ReadOnlyMemory<byte> data) =>
        TensorCheck.Fault(name, dataType, shape, data.Span) is { } fault
            ? OipFault.Invalid(fault)
            : new InferTensor(data, name, dataType, shape);
}
