using Lamina.Protocol.Hpke.Kdfs;
using Lamina.Protocol.Memory;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Kems;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math.EC.Rfc7748;

namespace Lamina.Protocol.Hpke.Kems;

/// <summary>
/// X-Wing (draft-connolly-cfrg-xwing-kem; as an HPKE KEM: draft-ietf-hpke-pq). Public key 1216 bytes (ML-KEM-768, then
/// X25519), encapsulation 1120 bytes (the same order), private key a seed of 32 bytes.
/// </summary>
internal sealed class XWingKem : KemAlgorithm
{
    public const int SeedLength = 32;
    public const int MlKemPublicKeyLength = 1184;
    public const int MlKemCiphertextLength = 1088;
    public const int MlKemRandomLength = 32;
    public const int X25519Length = 32;

    public static readonly XWingKem Instance = new();

    private XWingKem()
    {
    }

    public override HpkeKem Id => HpkeKem.XWing;

    public override int EncapsulationLength => MlKemCiphertextLength + X25519Length;

    public override int PublicKeyLength => MlKemPublicKeyLength + X25519Length;

    public override int PrivateKeyLength => SeedLength;

    public override int EncapsulationSeedLength => MlKemRandomLength + X25519Length;

    /// <summary>The label of the combiner, the X-Wing in ASCII art: <c>\.//^\</c>.</summary>
    private static ReadOnlySpan<byte> Label => @"\.//^\"u8;

    private static ReadOnlySpan<byte> SuiteId => [(byte)'K', (byte)'E', (byte)'M', 0x64, 0x7A];

    public override KemPrivateKey Derive(ReadOnlySpan<byte> ikm)
    {
        using var seed = new SecretBytes(SeedLength);
        LabeledShake.Derive(SuiteId, ikm, "DeriveKeyPair"u8, default, seed.Span);
        return new XWingPrivateKey(seed.Span);
    }

    public override KemPrivateKey Import(ReadOnlySpan<byte> privateKey) => new XWingPrivateKey(privateKey);

    protected override bool TryEncapsulateCore(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> seed, Span<byte> encapsulation, Span<byte> sharedSecret)
    {
        using var secrets = new SecretBytes(SecretLength + X25519Length);
        Span<byte> mlKemSecret = secrets.Span[..SecretLength];
        Span<byte> x25519Secret = secrets.Span[SecretLength..];
        ReadOnlySpan<byte> recipient = publicKey[MlKemPublicKeyLength..];
        Span<byte> mlKemCiphertext = encapsulation[..MlKemCiphertextLength];
        Span<byte> ephemeral = encapsulation[MlKemCiphertextLength..];

        X25519.GeneratePublicKey(seed[MlKemRandomLength..], ephemeral);
        if (!TryEncapsulateMlKem(publicKey[..MlKemPublicKeyLength], seed[..MlKemRandomLength], mlKemCiphertext, mlKemSecret)
            || !X25519.CalculateAgreement(seed[MlKemRandomLength..], recipient, x25519Secret))
        {
            return false;
        }

        Combine(mlKemSecret, x25519Secret, ephemeral, recipient, sharedSecret);
        return true;
    }

    /// <summary>SHA3-256(ss_M || ss_X || ct_X || pk_X || label).</summary>
    internal static void Combine(
        ReadOnlySpan<byte> mlKemSecret, ReadOnlySpan<byte> x25519Secret, ReadOnlySpan<byte> ephemeral, ReadOnlySpan<byte> recipient, Span<byte> sharedSecret)
    {
        var sha3 = new Sha3Digest(256);
        sha3.BlockUpdate(mlKemSecret);
        sha3.BlockUpdate(x25519Secret);
        sha3.BlockUpdate(ephemeral);
        sha3.BlockUpdate(recipient);
        sha3.BlockUpdate(Label);
        sha3.DoFinal(sharedSecret);
    }

    private static bool TryEncapsulateMlKem(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> random, Span<byte> ciphertext, Span<byte> secret)
    {
        MLKemPublicKeyParameters key;
        try
        {
            key = MLKemPublicKeyParameters.FromEncoding(MLKemParameters.ml_kem_768, publicKey.ToArray());
        }
        catch (ArgumentException)
        {
            return false; // FIPS 203 section 7.2: the modulus check
        }

        var encapsulator = new MLKemEncapsulator(MLKemParameters.ml_kem_768);
        using var fixedRandom = new FixedRandom(random);
        encapsulator.Init(new ParametersWithRandom(key, fixedRandom.Source));
        encapsulator.Encapsulate(ciphertext, secret);
        return true;
    }
}
