using System.Security.Cryptography;
using Lamina.Protocol.Memory;

namespace Lamina.Protocol.KeyRelease;

/// <summary>
/// The key that seals a plan's parts: 32 bytes, made once by the plan's owner. Lives in memory that is wiped when disposed.
/// Safe for concurrent use until then.
/// </summary>
public sealed class ModelKey : IDisposable
{
    /// <summary>Bytes of a key.</summary>
    public const int Length = 32;

    /// <summary>Bytes of a key's name.</summary>
    public const int IdLength = 16;

    private readonly SecretBytes _bytes;
    private readonly byte[] _id;

    private ModelKey(SecretBytes bytes)
    {
        _bytes = bytes;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("lamina-model-key-id-v1\0"u8);
        hash.AppendData(bytes.Span);
        _id = hash.GetHashAndReset()[..IdLength];
    }

    /// <summary>Names the key without telling it: what a sealed part says it was sealed with.</summary>
    public ReadOnlyMemory<byte> Id => _id;

    internal ReadOnlySpan<byte> Span => _bytes.Span;

    /// <summary>A new key from the system's random generator.</summary>
    public static ModelKey Generate()
    {
        SecretBytes bytes = new(Length);
        RandomNumberGenerator.Fill(bytes.Span);
        return new ModelKey(bytes);
    }

    /// <summary>A key that was made before.</summary>
    /// <param name="key">32 bytes; copied, and the caller's to wipe.</param>
    /// <exception cref="ArgumentException">It has another length.</exception>
    public static ModelKey Import(ReadOnlySpan<byte> key) => key.Length == Length
        ? new ModelKey(new SecretBytes(key))
        : throw new ArgumentException($"A model key has {Length} bytes, not {key.Length}.", nameof(key));

    /// <summary>Copies the key out, for its owner's file.</summary>
    /// <param name="destination">Exactly 32 bytes, the caller's to wipe.</param>
    public void Export(Span<byte> destination) => _bytes.Span.CopyTo(destination);

    /// <inheritdoc/>
    public void Dispose() => _bytes.Dispose();

    /// <summary>Names the key, never tells it.</summary>
    public override string ToString() => $"model key {Convert.ToHexStringLower(_id)}";
}
