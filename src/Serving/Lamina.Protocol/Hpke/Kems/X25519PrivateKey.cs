using Lamina.Protocol.Memory;
using Org.BouncyCastle.Math.EC.Rfc7748;

namespace Lamina.Protocol.Hpke.Kems;

/// <summary>A scalar of X25519 in memory of ours; BouncyCastle's ladder reads it in place.</summary>
internal sealed class X25519PrivateKey : DhPrivateKey
{
    private readonly SecretBytes _scalar;
    private readonly byte[] _publicKey = new byte[X25519.PointSize];

    public X25519PrivateKey(ReadOnlySpan<byte> scalar)
        : base(X25519Kem.Instance)
    {
        _scalar = new SecretBytes(scalar);
        X25519.GeneratePublicKey(_scalar.Span, _publicKey);
    }

    public override ReadOnlySpan<byte> PublicKey => _publicKey;

    public override bool TryAgree(ReadOnlySpan<byte> peerPublicKey, Span<byte> dh) =>
        X25519.CalculateAgreement(_scalar.Span, peerPublicKey, dh); // false for the all-zero result of a low-order point

    public override void Dispose() => _scalar.Dispose();
}
