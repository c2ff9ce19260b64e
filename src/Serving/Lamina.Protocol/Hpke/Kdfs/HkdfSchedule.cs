using System.Security.Cryptography;

namespace Lamina.Protocol.Hpke.Kdfs;

/// <summary>The two-stage key schedule over HKDF-SHA256 (RFC 9180 section 5.1).</summary>
internal sealed class HkdfSchedule : KeySchedule
{
    public static readonly HkdfSchedule Instance = new();

    private HkdfSchedule()
    {
    }

    public override int ExporterSecretLength => LabeledHkdf.HashLength;

    public override int MaximumExportLength => 255 * LabeledHkdf.HashLength;

    public override void Derive(
        ReadOnlySpan<byte> suiteId, ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> info, Span<byte> key, Span<byte> baseNonce, Span<byte> exporterSecret)
    {
        Span<byte> context = stackalloc byte[1 + (2 * LabeledHkdf.HashLength)];
        context[0] = BaseMode;
        LabeledHkdf.Extract(suiteId, default, "psk_id_hash"u8, default, context.Slice(1, LabeledHkdf.HashLength));
        LabeledHkdf.Extract(suiteId, default, "info_hash"u8, info, context[(1 + LabeledHkdf.HashLength)..]);

        Span<byte> secret = stackalloc byte[LabeledHkdf.HashLength];
        try
        {
            LabeledHkdf.Extract(suiteId, sharedSecret, "secret"u8, default, secret);
            if (!key.IsEmpty)
            {
                LabeledHkdf.Expand(suiteId, secret, "key"u8, context, key);
                LabeledHkdf.Expand(suiteId, secret, "base_nonce"u8, context, baseNonce);
            }

            LabeledHkdf.Expand(suiteId, secret, "exp"u8, context, exporterSecret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    public override void Export(ReadOnlySpan<byte> suiteId, ReadOnlySpan<byte> exporterSecret, ReadOnlySpan<byte> context, Span<byte> output) =>
        LabeledHkdf.Expand(suiteId, exporterSecret, "sec"u8, context, output);
}
