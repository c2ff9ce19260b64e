using System.Security.Cryptography;

namespace Lamina.OpenInference.Memory;

/// <summary>
/// Memory for what is made while one message is read or written and must not outlive it: pinned, so that the collector leaves no copies behind, and
/// zeroed when this is disposed. One thread at a time.
/// </summary>
public sealed class ScratchMemory : IDisposable
{
    private readonly List<byte[]> _arrays = [];
    private bool _disposed;

    /// <summary>Zeroed memory that lives as long as this.</summary>
    /// <param name="length">Bytes, at least 0.</param>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public Memory<byte> Take(int length)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        byte[] array = GC.AllocateArray<byte>(length, pinned: true);
        _arrays.Add(array);
        return array;
    }

    /// <summary>Zeroes everything that was taken.</summary>
    public void Dispose()
    {
        _disposed = true;
        foreach (byte[] array in _arrays)
        {
            CryptographicOperations.ZeroMemory(array);
        }

        _arrays.Clear();
    }
}
