using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Lamina.Protocol.Binding;

/// <summary>
/// What evidence binds, and the 64 bytes that the hardware signs for it (docs/protocol.md section 3):
/// SHA-512 over seven fields, each after its length as four bytes, big-endian.
/// </summary>
public sealed record ReportData
{
    /// <summary>Bytes of the result, and of the report data of every supported TEE.</summary>
    public const int Length = SHA512.HashSizeInBytes;

    private static ReadOnlySpan<byte> Domain => "lamina-report-data-v1"u8;

    /// <summary>What the keys are for.</summary>
    public required BindingPurpose Purpose { get; init; }

    /// <summary>The exact bytes of the whole key list.</summary>
    public required ReadOnlyMemory<byte> KeyList { get; init; }

    /// <summary>SHA-256 of the exact bytes of the plan.</summary>
    public required ReadOnlyMemory<byte> PlanDigest { get; init; }

    /// <summary>The second after which the keys are not to be used, since 1970-01-01 UTC.</summary>
    public required long NotAfter { get; init; }

    /// <summary>Fresh or epoch.</summary>
    public required EvidenceMode Mode { get; init; }

    /// <summary>The root over the nonces that waited together, 32 bytes; empty for <see cref="EvidenceMode.Epoch"/>.</summary>
    public ReadOnlyMemory<byte> NonceRoot { get; init; }

    /// <summary>The 64 bytes.</summary>
    /// <exception cref="InvalidOperationException">A field has a length or value that it cannot have.</exception>
    public byte[] Compute()
    {
        if (PlanDigest.Length != SHA256.HashSizeInBytes || NotAfter < 0 || NonceRoot.Length != (Mode is EvidenceMode.Fresh ? NonceTree.HashLength : 0))
        {
            throw new InvalidOperationException("Report data takes a plan digest of 32 bytes, a time after 1970, and a nonce root of 32 bytes if fresh, none if not.");
        }

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        Span<byte> notAfter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(notAfter, NotAfter);
        Append(hash, Domain);
        Append(hash, Encoding.ASCII.GetBytes(Purpose.ToName()));
        Append(hash, KeyList.Span);
        Append(hash, PlanDigest.Span);
        Append(hash, notAfter);
        Append(hash, Encoding.ASCII.GetBytes(Mode.ToName()));
        Append(hash, NonceRoot.Span);
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> field)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)field.Length);
        hash.AppendData(length);
        hash.AppendData(field);
    }
}
