using System.Buffers.Binary;
using Org.BouncyCastle.Crypto.Digests;

namespace Lamina.Protocol.Hpke.Kdfs;

/// <summary>LabeledDerive over SHAKE256 (draft-ietf-hpke-hpke section 4, one-stage KDFs).</summary>
/// <remarks>BouncyCastle's SHAKE, because the base library offers none on some of the platforms a client runs on.</remarks>
internal static class LabeledShake
{
    /// <summary>Derive(ikm || "HPKE-v1" || suite || label with its length || output length || context) into all of <paramref name="output"/>.</summary>
    public static void Derive(ReadOnlySpan<byte> suiteId, ReadOnlySpan<byte> ikm, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, Span<byte> output)
    {
        var shake = new ShakeDigest(256);
        shake.BlockUpdate(ikm);
        shake.BlockUpdate("HPKE-v1"u8);
        shake.BlockUpdate(suiteId);
        AppendLength(shake, label.Length);
        shake.BlockUpdate(label);
        AppendLength(shake, output.Length);
        shake.BlockUpdate(context);
        shake.OutputFinal(output);
    }

    private static void AppendLength(ShakeDigest shake, int length)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, checked((ushort)length));
        shake.BlockUpdate(bytes);
    }
}
