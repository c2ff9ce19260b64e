using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Lamina.Runtime;

/// <summary>Memory of one tensor. A run holds a reference to it, so disposing a buffer that is in use frees it only after that run.</summary>
internal abstract class TensorStorage : SafeHandle
{
    private volatile bool _disposed;

    protected TensorStorage(int length)
        : base(0, ownsHandle: true) => Length = length;

    /// <summary>Bytes.</summary>
    public int Length { get; }

    public override bool IsInvalid => handle == 0;

    /// <exception cref="ObjectDisposedException">The buffer was disposed.</exception>
    public unsafe Span<byte> Span
    {
        get
        {
            // IsClosed alone stays false while a run still holds the memory.
            ObjectDisposedException.ThrowIf(_disposed || IsClosed, typeof(TensorBuffer));
            return new Span<byte>((void*)handle, Length);
        }
    }

    /// <summary>True where nobody disposed the buffer and the collector ends it: other managed objects may have been ended before.</summary>
    protected bool Finalized { get; private set; }

    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        Finalized = !disposing;
        base.Dispose(disposing);
    }

    /// <summary>Overwrites the content; called before the memory goes back to its owner.</summary>
    protected unsafe void Wipe() => CryptographicOperations.ZeroMemory(new Span<byte>((void*)handle, Length));
}
