using System.Runtime.InteropServices;

namespace Lamina.Runtime;

/// <summary>Native memory, aligned for vector instructions; wiped, then freed or given back to its pool.</summary>
internal sealed unsafe class NativeStorage : TensorStorage
{
    /// <summary>A cache line, and the widest vector register.</summary>
    public const int Alignment = 64;

    private readonly TensorPool? _pool;
    private readonly int _capacity;

    /// <summary>Zeroed memory of its own.</summary>
    public NativeStorage(int length)
        : base(length)
    {
        _capacity = Math.Max(length, 1);
        handle = Allocate(_capacity);
    }

    /// <summary>Memory of a pool, zeroed by the one who had it before.</summary>
    public NativeStorage(nint memory, int length, int capacity, TensorPool pool)
        : base(length)
    {
        _pool = pool;
        _capacity = capacity;
        handle = memory;
    }

    public static nint Allocate(int bytes)
    {
        void* memory = NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
        NativeMemory.Clear(memory, (nuint)bytes);
        return (nint)memory;
    }

    public static void Free(nint memory) => NativeMemory.AlignedFree((void*)memory);

    protected override bool ReleaseHandle()
    {
        Wipe();
        if (_pool is null || !_pool.TryTakeBack(handle, _capacity))
        {
            Free(handle);
        }

        return true;
    }
}
