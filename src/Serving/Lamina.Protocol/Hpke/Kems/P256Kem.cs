using Lamina.Protocol.Hpke.Kdfs;
using Lamina.Protocol.Memory;

namespace Lamina.Protocol.Hpke.Kems;

/// <summary>DHKEM(P-256, HKDF-SHA256): RFC 9180 section 7.1. Public keys and encapsulations are 65 bytes, uncompressed (SEC 1).</summary>
internal sealed class P256Kem : DhKem
{
    public static readonly P256Kem Instance = new();

    /// <summary>The order of the group (NIST SP 800-186), big-endian.</summary>
    private static readonly byte[] Order = Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");

    private P256Kem()
    {
    }

    public override HpkeKem Id => HpkeKem.P256HkdfSha256;

    public override int PublicKeyLength => 65;

    public override KemPrivateKey Derive(ReadOnlySpan<byte> ikm)
    {
        using var secrets = new SecretBytes(LabeledHkdf.HashLength + ScalarLength);
        Span<byte> prk = secrets.Span[..LabeledHkdf.HashLength];
        Span<byte> candidate = secrets.Span[LabeledHkdf.HashLength..];
        ExtractKeyPairSecret(ikm, prk);

        // RFC 9180 section 7.1.3: the first candidate fails once in 2^32, the last practically never.
        for (int counter = 0; counter <= byte.MaxValue; counter++)
        {
            ExpandKeyPairSecret(prk, "candidate"u8, [(byte)counter], candidate);
            if (IsScalar(candidate))
            {
                return new P256PrivateKey(candidate);
            }
        }

        throw new InvalidOperationException("No P-256 scalar could be derived from this input (RFC 9180: DeriveKeyPairError).");
    }

    public override KemPrivateKey Import(ReadOnlySpan<byte> privateKey) => IsScalar(privateKey)
        ? new P256PrivateKey(privateKey)
        : throw new ArgumentException("A P-256 private key lies between 1 and the group's order.", nameof(privateKey));

    private static bool IsScalar(ReadOnlySpan<byte> candidate) =>
        candidate.ContainsAnyExcept((byte)0) && candidate.SequenceCompareTo(Order) < 0;
}
