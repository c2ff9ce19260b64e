using Lamina.Protocol.Hpke.Kems;

namespace Lamina.Protocol.Hpke;

/// <summary>
/// A recipient's key pair. It can be made and used, not exported: it lives in memory only and is wiped when disposed.
/// Safe for concurrent use until then.
/// </summary>
public sealed class HpkePrivateKey : IDisposable
{
    private readonly byte[] _publicKey;

    internal HpkePrivateKey(HpkeKem kem, KemPrivateKey key)
    {
        Kem = kem;
        Key = key;
        _publicKey = key.PublicKey.ToArray();
    }

    /// <summary>The KEM the key is for.</summary>
    public HpkeKem Kem { get; }

    /// <summary>The serialized public key: 32 bytes for X25519, 65 for P-256, 1216 for X-Wing.</summary>
    public ReadOnlyMemory<byte> PublicKey => _publicKey;

    internal KemPrivateKey Key { get; }

    /// <summary>Makes a key pair from the system's random generator.</summary>
    /// <exception cref="NotSupportedException">The KEM is not offered.</exception>
    public static HpkePrivateKey Generate(HpkeKem kem) => new(kem, KemAlgorithm.For(kem).Generate());

    /// <summary>A serialized private key, for test vectors.</summary>
    internal static HpkePrivateKey Import(HpkeKem kem, ReadOnlySpan<byte> privateKey) => new(kem, KemAlgorithm.For(kem).Import(privateKey));

    /// <summary>DeriveKeyPair, for test vectors.</summary>
    internal static HpkePrivateKey Derive(HpkeKem kem, ReadOnlySpan<byte> ikm) => new(kem, KemAlgorithm.For(kem).Derive(ikm));

    /// <inheritdoc/>
    public void Dispose() => Key.Dispose();

    /// <summary>Names the KEM, never the key.</summary>
    public override string ToString() => $"private key for {Kem}";
}
