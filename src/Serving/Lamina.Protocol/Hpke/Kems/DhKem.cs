using System.Security.Cryptography;
using Lamina.Protocol.Hpke.Kdfs;

namespace Lamina.Protocol.Hpke.Kems;

/// <summary>DHKEM over a Diffie-Hellman group with HKDF-SHA256 (RFC 9180 section 4.1). Both groups offered have 32-byte scalars and results.</summary>
internal abstract class DhKem : KemAlgorithm
{
    /// <summary>Nsk and Ndh of both groups.</summary>
    public const int ScalarLength = 32;

    private readonly byte[] _suiteId;

    protected DhKem() => _suiteId = [.. "KEM"u8, (byte)((ushort)Id >> 8), (byte)Id];

    public override int EncapsulationLength => PublicKeyLength;

    public override int PrivateKeyLength => ScalarLength;

    public override int EncapsulationSeedLength => ScalarLength;

    /// <summary>Encap with a given ephemeral key; the vectors of RFC 9458 name theirs.</summary>
    public bool TryEncapsulate(ReadOnlySpan<byte> publicKey, KemPrivateKey ephemeral, Span<byte> encapsulation, Span<byte> sharedSecret)
    {
        ephemeral.PublicKey.CopyTo(encapsulation);
        return TryShare((DhPrivateKey)ephemeral, publicKey, encapsulation, publicKey, sharedSecret);
    }

    /// <summary>Decap.</summary>
    public bool TryDecapsulate(DhPrivateKey key, ReadOnlySpan<byte> encapsulation, Span<byte> sharedSecret) =>
        encapsulation.Length == EncapsulationLength && TryShare(key, encapsulation, encapsulation, key.PublicKey, sharedSecret);

    protected override bool TryEncapsulateCore(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> seed, Span<byte> encapsulation, Span<byte> sharedSecret)
    {
        using KemPrivateKey ephemeral = Derive(seed);
        return TryEncapsulate(publicKey, ephemeral, encapsulation, sharedSecret);
    }

    /// <summary>LabeledExtract("", "dkp_prk", ikm), the start of DeriveKeyPair in both groups.</summary>
    protected void ExtractKeyPairSecret(ReadOnlySpan<byte> ikm, Span<byte> prk) => LabeledHkdf.Extract(_suiteId, default, "dkp_prk"u8, ikm, prk);

    /// <summary>LabeledExpand of that secret.</summary>
    protected void ExpandKeyPairSecret(ReadOnlySpan<byte> prk, ReadOnlySpan<byte> label, ReadOnlySpan<byte> info, Span<byte> output) =>
        LabeledHkdf.Expand(_suiteId, prk, label, info, output);

    /// <summary>ExtractAndExpand(dh, kem_context) with kem_context = enc || pkR.</summary>
    private bool TryShare(DhPrivateKey key, ReadOnlySpan<byte> peer, ReadOnlySpan<byte> encapsulation, ReadOnlySpan<byte> recipient, Span<byte> sharedSecret)
    {
        Span<byte> dh = stackalloc byte[ScalarLength];
        Span<byte> prk = stackalloc byte[LabeledHkdf.HashLength];
        try
        {
            if (!key.TryAgree(peer, dh))
            {
                return false;
            }

            byte[] context = [.. encapsulation, .. recipient];
            LabeledHkdf.Extract(_suiteId, default, "eae_prk"u8, dh, prk);
            LabeledHkdf.Expand(_suiteId, prk, "shared_secret"u8, context, sharedSecret);
            return true;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dh);
            CryptographicOperations.ZeroMemory(prk);
        }
    }
}
