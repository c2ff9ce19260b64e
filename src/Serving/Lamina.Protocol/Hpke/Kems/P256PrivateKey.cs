using System.Security.Cryptography;

namespace Lamina.Protocol.Hpke.Kems;

/// <summary>A P-256 key held by the platform's library, which wipes it when disposed.</summary>
internal sealed class P256PrivateKey : DhPrivateKey
{
    private const byte Uncompressed = 4;
    private const int CoordinateLength = 32;

    private readonly ECDiffieHellman _key;
    private readonly byte[] _publicKey;

    public P256PrivateKey(ReadOnlySpan<byte> scalar)
        : base(P256Kem.Instance)
    {
        byte[] d = GC.AllocateUninitializedArray<byte>(scalar.Length, pinned: true);
        try
        {
            scalar.CopyTo(d);
            _key = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = d });
        }
        finally
        {
            CryptographicOperations.ZeroMemory(d);
        }

        ECPoint point = _key.ExportParameters(includePrivateParameters: false).Q;
        _publicKey = [Uncompressed, .. point.X!, .. point.Y!];
    }

    public override ReadOnlySpan<byte> PublicKey => _publicKey;

    public override bool TryAgree(ReadOnlySpan<byte> peerPublicKey, Span<byte> dh)
    {
        if (peerPublicKey.Length != 1 + (2 * CoordinateLength) || peerPublicKey[0] != Uncompressed)
        {
            return false;
        }

        try
        {
            // The import refuses a point that is not on the curve: the validation RFC 9180 section 7.1.4 demands.
            using ECDiffieHellman peer = ECDiffieHellman.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = peerPublicKey[1..(1 + CoordinateLength)].ToArray(), Y = peerPublicKey[(1 + CoordinateLength)..].ToArray() },
            });
            using ECDiffieHellmanPublicKey peerKey = peer.PublicKey;
            byte[] agreed = _key.DeriveRawSecretAgreement(peerKey);
            agreed.CopyTo(dh);
            CryptographicOperations.ZeroMemory(agreed);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public override void Dispose() => _key.Dispose();
}
