using System.Security.Cryptography;

namespace Lamina.Protocol.Hpke.Kdfs;

/// <summary>LabeledExtract and LabeledExpand over HKDF-SHA256 (RFC 9180 section 4).</summary>
internal static class LabeledHkdf
{
    /// <summary>Nh: bytes of a SHA-256 digest.</summary>
    public const int HashLength = 32;

    private static ReadOnlySpan<byte> Version => "HPKE-v1"u8;

    /// <summary>Extract(salt, "HPKE-v1" || suite || label || ikm) into 32 bytes.</summary>
    public static void Extract(ReadOnlySpan<byte> suiteId, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> label, ReadOnlySpan<byte> ikm, Span<byte> prk)
    {
        // HKDF-Extract is HMAC keyed with the salt: fed in pieces, the secret is never copied into a joined buffer.
        using IncrementalHash hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, salt);
        hmac.AppendData(Version);
        hmac.AppendData(suiteId);
        hmac.AppendData(label);
        hmac.AppendData(ikm);
        hmac.GetHashAndReset(prk);
    }

    /// <summary>Expand(prk, length || "HPKE-v1" || suite || label || info) into all of <paramref name="output"/>.</summary>
    public static void Expand(ReadOnlySpan<byte> suiteId, ReadOnlySpan<byte> prk, ReadOnlySpan<byte> label, ReadOnlySpan<byte> info, Span<byte> output)
    {
        byte[] labeledInfo = [(byte)(output.Length >> 8), (byte)output.Length, .. Version, .. suiteId, .. label, .. info];
        HKDF.Expand(HashAlgorithmName.SHA256, prk, output, labeledInfo);
    }
}
