using System.Diagnostics;
using System.Security.Cryptography;
using Lamina.Protocol.Memory;

namespace Lamina.Protocol.Hpke.Kems;

/// <summary>A key encapsulation mechanism (RFC 9180 section 4). Leaves are stateless and safe for concurrent use.</summary>
internal abstract class KemAlgorithm
{
    /// <summary>Nsecret: bytes of the shared secret, the same for all that are offered.</summary>
    public const int SecretLength = 32;

    /// <summary>The mechanism's number.</summary>
    public abstract HpkeKem Id { get; }

    /// <summary>Nenc: bytes of an encapsulation.</summary>
    public abstract int EncapsulationLength { get; }

    /// <summary>Npk: bytes of a public key.</summary>
    public abstract int PublicKeyLength { get; }

    /// <summary>Nsk: bytes of a serialized private key.</summary>
    public abstract int PrivateKeyLength { get; }

    /// <summary>Bytes of randomness that one encapsulation consumes.</summary>
    public abstract int EncapsulationSeedLength { get; }

    /// <summary>The mechanism of a number.</summary>
    /// <exception cref="NotSupportedException">The KEM is not offered here.</exception>
    public static KemAlgorithm For(HpkeKem kem) => kem switch
    {
        HpkeKem.X25519HkdfSha256 => X25519Kem.Instance,
        HpkeKem.P256HkdfSha256 => P256Kem.Instance,
        HpkeKem.XWing => XWingKem.Instance,
        _ => throw new NotSupportedException($"KEM 0x{(ushort)kem:x4} is not offered."),
    };

    /// <summary>A fresh key pair. RFC 9180 section 4 allows deriving it from random bytes.</summary>
    public KemPrivateKey Generate()
    {
        using var seed = new SecretBytes(PrivateKeyLength);
        RandomNumberGenerator.Fill(seed.Span);
        return Derive(seed.Span);
    }

    /// <summary>Encapsulates to a public key with fresh randomness; false if the key is no valid public key.</summary>
    public bool TryEncapsulate(ReadOnlySpan<byte> publicKey, Span<byte> encapsulation, Span<byte> sharedSecret)
    {
        using var seed = new SecretBytes(EncapsulationSeedLength);
        RandomNumberGenerator.Fill(seed.Span);
        return TryEncapsulate(publicKey, seed.Span, encapsulation, sharedSecret);
    }

    /// <summary>Encapsulates with given randomness. Anything but fresh random bytes gives the secret away: test vectors only.</summary>
    public bool TryEncapsulate(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> seed, Span<byte> encapsulation, Span<byte> sharedSecret)
    {
        Debug.Assert(encapsulation.Length == EncapsulationLength && sharedSecret.Length == SecretLength);
        return publicKey.Length == PublicKeyLength && TryEncapsulateCore(publicKey, seed, encapsulation, sharedSecret);
    }

    /// <summary>DeriveKeyPair (RFC 9180 section 7.1.3).</summary>
    public abstract KemPrivateKey Derive(ReadOnlySpan<byte> ikm);

    /// <summary>DeserializePrivateKey.</summary>
    public abstract KemPrivateKey Import(ReadOnlySpan<byte> privateKey);

    protected abstract bool TryEncapsulateCore(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> seed, Span<byte> encapsulation, Span<byte> sharedSecret);
}
