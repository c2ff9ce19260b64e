using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Lamina.Runtime;

/// <summary>Memory of one tensor. A run holds a reference to it, so disposing a buffer that is in use frees it only after that run.</summary>
internal abstract class TensorStorage : SafeHandle
{
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
            ObjectDisposedException.ThrowIf(IsClosed, typeof(TensorBuffer));
            return new Span<byte>((void*)handle, Length);
        }
    }

    /// <summary>Overwrites the content; called before the memory goes back to its owner.</summary>
    protected unsafe void Wipe() => CryptographicOperations.ZeroMemory(new Span<byte>((void*)handle, Length));
}
