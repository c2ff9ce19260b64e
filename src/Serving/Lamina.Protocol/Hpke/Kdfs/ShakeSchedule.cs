using System.Buffers.Binary;
using Lamina.Protocol.Memory;

namespace Lamina.Protocol.Hpke.Kdfs;

/// <summary>The one-stage key schedule over SHAKE256 (draft-ietf-hpke-hpke section 5.1).</summary>
internal sealed class ShakeSchedule : KeySchedule
{
    public static readonly ShakeSchedule Instance = new();

    private ShakeSchedule()
    {
    }

    public override int ExporterSecretLength => 64;

    public override int MaximumExportLength => ushort.MaxValue;

    public override void Derive(
        ReadOnlySpan<byte> suiteId, ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> info, Span<byte> key, Span<byte> baseNonce, Span<byte> exporterSecret)
    {
        // Base mode: an empty pre-shared key, then the KEM's secret, each with its length.
        using var secrets = new SecretBytes(2 + 2 + sharedSecret.Length);
        BinaryPrimitives.WriteUInt16BigEndian(secrets.Span[2..], checked((ushort)sharedSecret.Length));
        sharedSecret.CopyTo(secrets.Span[4..]);

        // Mode, an empty psk_id, then info, each with its length.
        byte[] context = [BaseMode, 0, 0, (byte)(checked((ushort)info.Length) >> 8), (byte)info.Length, .. info];

        using var output = new SecretBytes(key.Length + baseNonce.Length + exporterSecret.Length);
        LabeledShake.Derive(suiteId, secrets.Span, "secret"u8, context, output.Span);
        output.Span[..key.Length].CopyTo(key);
        output.Span.Slice(key.Length, baseNonce.Length).CopyTo(baseNonce);
        output.Span[(key.Length + baseNonce.Length)..].CopyTo(exporterSecret);
    }

    public override void Export(ReadOnlySpan<byte> suiteId, ReadOnlySpan<byte> exporterSecret, ReadOnlySpan<byte> context, Span<byte> output) =>
        LabeledShake.Derive(suiteId, exporterSecret, "sec"u8, context, output);
}
