using System.Buffers;

namespace Lamina.Runtime;

/// <summary>Shows a tensor's bytes as <see cref="Memory{T}"/>, so that they can be sent without a copy.</summary>
internal sealed unsafe class TensorMemory(TensorStorage storage) : MemoryManager<byte>
{
    public override Span<byte> GetSpan() => storage.Span;

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(elementIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(elementIndex, storage.Length);
        bool held = false;
        storage.DangerousAddRef(ref held);
        return new MemoryHandle((byte*)storage.DangerousGetHandle() + elementIndex, pinnable: this);
    }

    public override void Unpin() => storage.DangerousRelease();

    protected override void Dispose(bool disposing)
    {
        // The buffer owns the storage; a view of it frees nothing.
    }
}
