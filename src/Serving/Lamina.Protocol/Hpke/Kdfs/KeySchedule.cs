namespace Lamina.Protocol.Hpke.Kdfs;

/// <summary>Turns the KEM's shared secret into the keys of a context, base mode only (RFC 9180 section 5.1).</summary>
internal abstract class KeySchedule
{
    /// <summary>RFC 9180 table 1: mode_base.</summary>
    protected const byte BaseMode = 0;

    /// <summary>Nh: bytes of the exporter secret.</summary>
    public abstract int ExporterSecretLength { get; }

    /// <summary>Longest output of one export.</summary>
    public abstract int MaximumExportLength { get; }

    /// <summary>The schedule of a KDF.</summary>
    /// <exception cref="NotSupportedException">The KDF is not offered here.</exception>
    public static KeySchedule For(HpkeKdf kdf) => kdf switch
    {
        HpkeKdf.HkdfSha256 => HkdfSchedule.Instance,
        HpkeKdf.Shake256 => ShakeSchedule.Instance,
        _ => throw new NotSupportedException($"KDF 0x{(ushort)kdf:x4} is not offered."),
    };

    /// <summary>Fills key, base nonce and exporter secret, whose lengths say what the AEAD needs.</summary>
    public abstract void Derive(
        ReadOnlySpan<byte> suiteId, ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> info, Span<byte> key, Span<byte> baseNonce, Span<byte> exporterSecret);

    /// <summary>Context.Export (RFC 9180 section 5.3).</summary>
    public abstract void Export(ReadOnlySpan<byte> suiteId, ReadOnlySpan<byte> exporterSecret, ReadOnlySpan<byte> context, Span<byte> output);
}
