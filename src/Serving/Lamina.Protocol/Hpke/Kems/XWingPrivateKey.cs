using System.Security.Cryptography;
using Lamina.Protocol.Memory;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Kems;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math.EC.Rfc7748;

namespace Lamina.Protocol.Hpke.Kems;

/// <summary>
/// An X-Wing private key, expanded once. The X25519 half lies in memory of ours and is wiped; the ML-KEM half lies in an
/// object of BouncyCastle's, which has no way to wipe it: it goes when the collector takes it (docs/protocol.md, "Memory").
/// </summary>
internal sealed class XWingPrivateKey : KemPrivateKey
{
    private const int MlKemSeedLength = 64;

    private readonly SecretBytes _x25519;
    private readonly byte[] _publicKey;
    private MLKemPrivateKeyParameters? _mlKem;

    public XWingPrivateKey(ReadOnlySpan<byte> seed)
    {
        using var expanded = new SecretBytes(MlKemSeedLength + XWingKem.X25519Length);
        var shake = new ShakeDigest(256);
        shake.BlockUpdate(seed);
        shake.OutputFinal(expanded.Span);

        byte[] mlKemSeed = expanded.Span[..MlKemSeedLength].ToArray();
        _mlKem = MLKemPrivateKeyParameters.FromSeed(MLKemParameters.ml_kem_768, mlKemSeed);
        CryptographicOperations.ZeroMemory(mlKemSeed);

        _x25519 = new SecretBytes(expanded.Span[MlKemSeedLength..]);
        _publicKey = new byte[XWingKem.Instance.PublicKeyLength];
        _mlKem.GetPublicKeyEncoded().CopyTo(_publicKey, 0);
        X25519.GeneratePublicKey(_x25519.Span, _publicKey.AsSpan(XWingKem.MlKemPublicKeyLength));
    }

    public override ReadOnlySpan<byte> PublicKey => _publicKey;

    public override bool TryDecapsulate(ReadOnlySpan<byte> encapsulation, Span<byte> sharedSecret)
    {
        ObjectDisposedException.ThrowIf(_mlKem is null, this);
        if (encapsulation.Length != XWingKem.Instance.EncapsulationLength)
        {
            return false;
        }

        using var secrets = new SecretBytes(KemAlgorithm.SecretLength + XWingKem.X25519Length);
        Span<byte> mlKemSecret = secrets.Span[..KemAlgorithm.SecretLength];
        Span<byte> x25519Secret = secrets.Span[KemAlgorithm.SecretLength..];
        ReadOnlySpan<byte> ephemeral = encapsulation[XWingKem.MlKemCiphertextLength..];

        // The decapsulator keeps state while it works: one for each call.
        var decapsulator = new MLKemDecapsulator(MLKemParameters.ml_kem_768);
        decapsulator.Init(_mlKem);
        decapsulator.Decapsulate(encapsulation[..XWingKem.MlKemCiphertextLength], mlKemSecret);
        if (!X25519.CalculateAgreement(_x25519.Span, ephemeral, x25519Secret))
        {
            return false;
        }

        XWingKem.Combine(mlKemSecret, x25519Secret, ephemeral, _publicKey.AsSpan(XWingKem.MlKemPublicKeyLength), sharedSecret);
        return true;
    }

    public override void Dispose()
    {
        _x25519.Dispose();
        _mlKem = null;
    }
}
