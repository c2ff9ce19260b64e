using System.Runtime.InteropServices;
using Lamina.Onnx;

namespace Lamina.Runtime;

/// <summary>
/// A tensor in memory that does not move: element type, shape, and bytes in row-major order and the machine's byte order.
/// </summary>
/// <remarks>
/// The one who creates or receives a buffer disposes it, once; its content is then overwritten with zeros (but not that of
/// <see cref="Pin"/>, which belongs to the caller). Spans taken before must not be used after; <see cref="Memory"/> throws then.
/// Several runs may read one buffer at a time. A run that writes needs it alone.
/// </remarks>
public sealed class TensorBuffer : IDisposable
{
    /// <summary>Most bytes a tensor may have: what a span can show.</summary>
    public const long MaxBytes = int.MaxValue;

    private readonly long[] _shape;
    private readonly TensorStorage _storage;
    private TensorMemory? _memory;

    internal TensorBuffer(ElementType type, long[] shape, TensorStorage storage)
    {
        Type = type;
        _shape = shape;
        _storage = storage;
    }

    /// <summary>Type of the elements.</summary>
    public ElementType Type { get; }

    /// <summary>Dimensions, outermost first; empty for a scalar.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>Number of elements.</summary>
    public long Count => TensorSize.Elements(_shape);

    /// <summary>The content.</summary>
    /// <exception cref="ObjectDisposedException">The buffer was disposed.</exception>
    public Span<byte> Bytes => _storage.Span;

    /// <summary>The content as memory that can be handed to a stream or a message without a copy.</summary>
    public Memory<byte> Memory => (_memory ??= new TensorMemory(_storage)).Memory;

    internal long[] ShapeArray => _shape;

    internal TensorStorage Storage => _storage;

    /// <summary>Allocates a tensor of zeros in native memory.</summary>
    /// <param name="type">Type of the elements; not <see cref="ElementType.String"/> or a type narrower than a byte.</param>
    /// <param name="shape">Dimensions, each at least 0.</param>
    /// <exception cref="ArgumentException">The type has no fixed size, or the tensor is larger than <see cref="MaxBytes"/>.</exception>
    public static TensorBuffer Allocate(ElementType type, params ReadOnlySpan<long> shape)
    {
        int bytes = TensorSize.Bytes(type, shape);
        return new TensorBuffer(type, shape.ToArray(), new NativeStorage(bytes));
    }

    /// <summary>Copies values into a new tensor.</summary>
    /// <param name="values">As many as <paramref name="shape"/> says, in row-major order.</param>
    /// <param name="shape">Dimensions, each at least 0.</param>
    /// <exception cref="ArgumentException">The number of values does not match, or no element type corresponds to <typeparamref name="T"/>.</exception>
    public static TensorBuffer Copy<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        if (TensorSize.Elements(shape) != values.Length)
        {
            throw new ArgumentException($"{values.Length} values were given for a tensor of {TensorSize.Text(shape)}.", nameof(values));
        }

        TensorBuffer buffer = Allocate(ClrTypes.ElementTypeOf<T>(), shape);
        values.CopyTo(buffer.Values<T>());
        return buffer;
    }

    /// <summary>Shows memory of the caller as a tensor, without a copy. It stays in place until the buffer is disposed and is not wiped then.</summary>
    /// <param name="type">Type of the elements.</param>
    /// <param name="memory">Exactly the tensor's bytes, aligned to the element's size. A buffer over memory that must not change is for inputs only.</param>
    /// <param name="shape">Dimensions, each at least 0.</param>
    /// <exception cref="ArgumentException">The length does not match the shape, or the memory is not aligned.</exception>
    public static TensorBuffer Pin(ElementType type, Memory<byte> memory, params ReadOnlySpan<long> shape)
    {
        int bytes = TensorSize.Bytes(type, shape);
        if (memory.Length != bytes)
        {
            throw new ArgumentException($"{memory.Length} bytes were given for a tensor of {TensorSize.Text(shape)} {type.Name()}, which has {bytes}.", nameof(memory));
        }

        // Empty memory has no address to pin.
        if (bytes == 0)
        {
            return Allocate(type, shape);
        }

        PinnedStorage storage = new(memory);
        if (storage.DangerousGetHandle() % TensorSize.Width(type) != 0)
        {
            storage.Dispose();
            throw new ArgumentException($"The memory is not aligned to {TensorSize.Width(type)} bytes; copy it instead.", nameof(memory));
        }

        return new TensorBuffer(type, shape.ToArray(), storage);
    }

    /// <summary>The content as values.</summary>
    /// <typeparam name="T">The .NET type of <see cref="Type"/>; <see cref="ushort"/> for 16-bit floats and <see cref="byte"/> for booleans show the bits.</typeparam>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is another type.</exception>
    /// <exception cref="ObjectDisposedException">The buffer was disposed.</exception>
    public Span<T> Values<T>()
        where T : unmanaged
    {
        if (!ClrTypes.Shows<T>(Type))
        {
            throw new ArgumentException($"A tensor of {Type.Name()} has no elements of type {typeof(T).Name}.");
        }

        return MemoryMarshal.Cast<byte, T>(Bytes);
    }

    /// <summary>Type and shape, never content.</summary>
    public override string ToString() => $"{Type.Name()} {TensorSize.Text(_shape)}";

    /// <inheritdoc/>
    public void Dispose() => _storage.Dispose();
}
