using System.Security.Cryptography;

namespace Lamina.Protocol.Memory;

/// <summary>
/// Bytes that must not outlive their use: pinned, so that the collector leaves no copies behind, and zeroed when
/// disposed (or, if a caller forgot, when collected). Not safe for use while another thread disposes it.
/// </summary>
internal sealed class SecretBytes : IDisposable
{
    private readonly byte[] _bytes;
    private bool _disposed;

    /// <summary>Zeroed bytes to be filled by the caller.</summary>
    public SecretBytes(int length) => _bytes = GC.AllocateArray<byte>(length, pinned: true);

    /// <summary>A copy of <paramref name="source"/>, which stays the caller's to wipe.</summary>
    public SecretBytes(ReadOnlySpan<byte> source)
        : this(source.Length) => source.CopyTo(_bytes);

    ~SecretBytes() => CryptographicOperations.ZeroMemory(_bytes);

    public int Length => _bytes.Length;

    public Span<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    /// <summary>The same bytes for asynchronous readers; dead once this is disposed.</summary>
    public Memory<byte> Memory
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
        GC.SuppressFinalize(this);
    }

    /// <summary>Says how many bytes there are, never which.</summary>
    public override string ToString() => $"{_bytes.Length} secret bytes";
}
