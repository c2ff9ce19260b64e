using System.Buffers;
using System.Security.Cryptography;

namespace Lamina.Protocol.Memory;

/// <summary>
/// Bytes that must not outlive their use: pinned, so that the collector leaves no copies behind, and zeroed when
/// disposed. Memory taken from it throws once it is disposed, so a request that is used too late cannot show another's
/// bytes. Not safe for use while another thread disposes it.
/// </summary>
/// <remarks>No finalizer: it could zero the bytes under a span that is still in use. Owners dispose.</remarks>
internal sealed class SecretBytes : MemoryManager<byte>
{
    private readonly byte[] _bytes;
    private int _disposed;

    /// <summary>Zeroed bytes to be filled by the caller.</summary>
    public SecretBytes(int length) => _bytes = SecretPool.Rent(length);

    /// <summary>A copy of <paramref name="source"/>, which stays the caller's to wipe.</summary>
    public SecretBytes(ReadOnlySpan<byte> source)
        : this(source.Length) => source.CopyTo(_bytes);

    public int Length => _bytes.Length;

    public Span<byte> Span => GetSpan();

    /// <inheritdoc/>
    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        return _bytes;
    }

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        return _bytes.AsMemory(elementIndex).Pin();
    }

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <summary>Zeroes the bytes.</summary>
    public void Dispose() => ((IDisposable)this).Dispose();

    /// <summary>For a <c>finally</c>: zeroes the bytes unless they were handed on, also where an exception is under way.</summary>
    public void DisposeUnless(bool handedOn)
    {
        if (!handedOn)
        {
            Dispose();
        }
    }

    /// <summary>Says how many bytes there are, never which.</summary>
    public override string ToString() => $"{_bytes.Length} secret bytes";

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Exactly once, whoever calls: an array given back twice would have two owners.
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            CryptographicOperations.ZeroMemory(_bytes);
            SecretPool.Return(_bytes);
        }
    }
}
