using Lamina.Protocol.Hpke.Kdfs;
using Lamina.Protocol.Memory;

namespace Lamina.Protocol.Hpke.Kems;

/// <summary>DHKEM(X25519, HKDF-SHA256): RFC 9180 section 7.1 over RFC 7748. Keys and encapsulations are 32 bytes.</summary>
internal sealed class X25519Kem : DhKem
{
    public static readonly X25519Kem Instance = new();

    private X25519Kem()
    {
    }

    public override HpkeKem Id => HpkeKem.X25519HkdfSha256;

    public override int PublicKeyLength => 32;

    public override KemPrivateKey Derive(ReadOnlySpan<byte> ikm)
    {
        using var secrets = new SecretBytes(LabeledHkdf.HashLength + ScalarLength);
        Span<byte> prk = secrets.Span[..LabeledHkdf.HashLength];
        Span<byte> scalar = secrets.Span[LabeledHkdf.HashLength..];
        ExtractKeyPairSecret(ikm, prk);
        ExpandKeyPairSecret(prk, "sk"u8, default, scalar);
        return new X25519PrivateKey(scalar);
    }

    public override KemPrivateKey Import(ReadOnlySpan<byte> privateKey) => new X25519PrivateKey(privateKey);
}
