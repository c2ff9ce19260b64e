using System.Numerics;
using Lamina.Onnx;

namespace Lamina.Runtime;

/// <summary>
/// Reuses the memory of disposed buffers. What it holds is zeroed. Safe for use by many threads.
/// </summary>
public sealed class TensorPool : IDisposable
{
    private const int SmallestBlock = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, Stack<nint>> _free = [];
    private readonly long _maxIdleBytes;
    private long _idleBytes;
    private bool _disposed;

    /// <summary>Creates an empty pool.</summary>
    /// <param name="maxIdleBytes">Most bytes that it keeps for later; what comes back beyond that is freed. Default 256 MiB.</param>
    public TensorPool(long maxIdleBytes = 256L << 20)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxIdleBytes);
        _maxIdleBytes = maxIdleBytes;
    }

    /// <summary>Bytes kept for later.</summary>
    public long IdleBytes
    {
        get
        {
            lock (_lock)
            {
                return _idleBytes;
            }
        }
    }

    /// <summary>A tensor of zeros; disposing it brings its memory back.</summary>
    /// <param name="type">Type of the elements.</param>
    /// <param name="shape">Dimensions, each at least 0.</param>
    /// <exception cref="ArgumentException">As <see cref="TensorBuffer.Allocate"/>.</exception>
    public TensorBuffer Rent(ElementType type, params ReadOnlySpan<long> shape)
    {
        int bytes = TensorSize.Bytes(type, shape);
        int capacity = Capacity(bytes);
        nint memory = 0;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_free.TryGetValue(capacity, out Stack<nint>? blocks) && blocks.TryPop(out memory))
            {
                _idleBytes -= capacity;
            }
        }

        memory = memory == 0 ? NativeStorage.Allocate(capacity) : memory;
        return new TensorBuffer(type, shape.ToArray(), new NativeStorage(memory, bytes, capacity, this));
    }

    /// <summary>Frees what is kept. Buffers in use come back to the pool as before.</summary>
    public void Trim()
    {
        lock (_lock)
        {
            foreach (nint memory in _free.Values.SelectMany(blocks => blocks))
            {
                NativeStorage.Free(memory);
            }

            _free.Clear();
            _idleBytes = 0;
        }
    }

    /// <summary>Frees what is kept. Buffers still in use stay valid and free themselves.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            Trim();
        }
    }

    /// <summary>False where the block is not wanted; the caller then frees it.</summary>
    internal bool TryTakeBack(nint memory, int capacity)
    {
        lock (_lock)
        {
            if (_disposed || _idleBytes + capacity > _maxIdleBytes)
            {
                return false;
            }

            if (!_free.TryGetValue(capacity, out Stack<nint>? blocks))
            {
                _free[capacity] = blocks = new Stack<nint>();
            }

            blocks.Push(memory);
            _idleBytes += capacity;
            return true;
        }
    }

    /// <summary>Sizes in eighths of a power of two: at most an eighth is wasted, and there are few sizes.</summary>
    private static int Capacity(int bytes)
    {
        if (bytes <= SmallestBlock)
        {
            return SmallestBlock;
        }

        int step = 1 << (BitOperations.Log2((uint)(bytes - 1)) - 3);
        long rounded = ((long)bytes + step - 1) / step * step;
        return (int)Math.Min(rounded, int.MaxValue);
    }
}
