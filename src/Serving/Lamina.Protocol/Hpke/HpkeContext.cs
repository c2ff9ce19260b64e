using System.Buffers.Binary;
using Lamina.Protocol.Hpke.Aeads;
using Lamina.Protocol.Hpke.Kdfs;
using Lamina.Protocol.Memory;

namespace Lamina.Protocol.Hpke;

/// <summary>
/// What sender and recipient share after the key schedule (RFC 9180 section 5.2): keys, a counter of messages, and the
/// secret that exports derive from. One thread at a time. Wiped when disposed.
/// </summary>
public abstract class HpkeContext : IDisposable
{
    private readonly KeySchedule _schedule;
    private readonly byte[] _suiteId = new byte[HpkeSuite.SuiteIdLength];
    private readonly SecretBytes _baseNonce;
    private readonly SecretBytes _exporterSecret;
    private readonly AeadKey? _aead;
    private ulong _sequence;

    private protected HpkeContext(HpkeSuite suite, ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> info)
    {
        Suite = suite;
        suite.WriteSuiteId(_suiteId);
        _schedule = KeySchedule.For(suite.Kdf);
        _exporterSecret = new SecretBytes(_schedule.ExporterSecretLength);
        int keyLength = AeadKey.KeyLength(suite.Aead);
        _baseNonce = new SecretBytes(keyLength == 0 ? 0 : AeadKey.NonceLength);
        using var key = new SecretBytes(keyLength);
        _schedule.Derive(_suiteId, sharedSecret, info, key.Span, _baseNonce.Span, _exporterSecret.Span);
        _aead = keyLength == 0 ? null : AeadKey.Create(suite.Aead, key.Span);
    }

    /// <summary>Bytes that sealing adds to a plaintext.</summary>
    public const int Overhead = AeadKey.TagLength;

    /// <summary>What the context was made with.</summary>
    public HpkeSuite Suite { get; }

    /// <summary>Derives a secret that both sides can derive and nobody else (RFC 9180 section 5.3).</summary>
    /// <param name="context">Names the use; different contexts give independent secrets.</param>
    /// <param name="destination">Filled wholly; at most 8,160 bytes with HKDF-SHA256, 65,535 with SHAKE256.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is longer than that.</exception>
    public void Export(ReadOnlySpan<byte> context, Span<byte> destination)
    {
        if (destination.Length > _schedule.MaximumExportLength)
        {
            throw new ArgumentException($"At most {_schedule.MaximumExportLength} bytes can be exported at once.", nameof(destination));
        }

        if (!destination.IsEmpty)
        {
            _schedule.Export(_suiteId, _exporterSecret.Span, context, destination);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _baseNonce.Dispose();
        _exporterSecret.Dispose();
        _aead?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Names the suite, never a secret.</summary>
    public override string ToString() => $"{GetType().Name} of {Suite}";

    private protected AeadKey Aead => _aead ?? throw new InvalidOperationException("An export-only context neither seals nor opens.");

    /// <summary>ComputeNonce: the base nonce with the counter added bitwise at its end.</summary>
    private protected void WriteNonce(Span<byte> nonce)
    {
        _baseNonce.Span.CopyTo(nonce);
        Span<byte> end = nonce[^sizeof(ulong)..];
        BinaryPrimitives.WriteUInt64BigEndian(end, BinaryPrimitives.ReadUInt64BigEndian(end) ^ _sequence);
    }

    /// <summary>RFC 9180 refuses to wrap the counter; ours ends at 64 bits, which nobody reaches either.</summary>
    private protected void AdvanceSequence() => _sequence = checked(_sequence + 1);
}
