using System.Buffers;

namespace Lamina.Runtime;

/// <summary>Memory of the caller, held in place; neither wiped nor freed.</summary>
internal sealed unsafe class PinnedStorage : TensorStorage
{
    private MemoryHandle _pin;

    public PinnedStorage(Memory<byte> memory)
        : base(memory.Length)
    {
        _pin = memory.Pin();
        handle = (nint)_pin.Pointer;
    }

    protected override bool ReleaseHandle()
    {
        _pin.Dispose();
        return true;
    }
}
