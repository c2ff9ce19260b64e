using System.Diagnostics.CodeAnalysis;
using Lamina.Protocol.Hpke.Aeads;
using Lamina.Protocol.Hpke.Kems;
using Lamina.Protocol.Memory;

namespace Lamina.Protocol.Hpke;

/// <summary>The side that knows the public key and seals (RFC 9180 section 5.2, base mode).</summary>
public sealed class HpkeSender : HpkeContext
{
    private readonly byte[] _encapsulation;

    private HpkeSender(HpkeSuite suite, byte[] encapsulation, ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> info)
        : base(suite, sharedSecret, info) => _encapsulation = encapsulation;

    /// <summary><c>enc</c>: what the recipient needs to make the same context. Not secret; must arrive unchanged.</summary>
    public ReadOnlyMemory<byte> Encapsulation => _encapsulation;

    /// <summary>Agrees on a context with the holder of a public key (SetupBaseS).</summary>
    /// <param name="suite">What to use; all three numbers known.</param>
    /// <param name="publicKey">The recipient's serialized public key.</param>
    /// <param name="info">Binds the context to its use; both sides give the same.</param>
    /// <param name="sender">The context; the caller disposes it.</param>
    /// <returns>False if <paramref name="publicKey"/> is no valid public key of the KEM.</returns>
    /// <exception cref="NotSupportedException">The suite is not offered.</exception>
    public static bool TryCreate(HpkeSuite suite, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> info, [NotNullWhen(true)] out HpkeSender? sender)
    {
        KemAlgorithm kem = KemAlgorithm.For(suite.Kem);
        byte[] encapsulation = new byte[kem.EncapsulationLength];
        using var sharedSecret = new SecretBytes(KemAlgorithm.SecretLength);
        bool valid = kem.TryEncapsulate(publicKey, encapsulation, sharedSecret.Span);
        sender = valid ? new HpkeSender(suite, encapsulation, sharedSecret.Span, info) : null;
        return valid;
    }

    /// <summary>The same with given randomness. Never with anything but the bytes of a published vector.</summary>
    internal static HpkeSender CreateDeterministic(HpkeSuite suite, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> info, ReadOnlySpan<byte> seed)
    {
        KemAlgorithm kem = KemAlgorithm.For(suite.Kem);
        byte[] encapsulation = new byte[kem.EncapsulationLength];
        using var sharedSecret = new SecretBytes(KemAlgorithm.SecretLength);
        return kem.TryEncapsulate(publicKey, seed, encapsulation, sharedSecret.Span)
            ? new HpkeSender(suite, encapsulation, sharedSecret.Span, info)
            : throw new ArgumentException("not a public key of the KEM", nameof(publicKey));
    }

    /// <summary>The same with a given ephemeral key of a Diffie-Hellman KEM, as the vectors of Oblivious HTTP name it.</summary>
    internal static HpkeSender CreateDeterministic(HpkeSuite suite, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> info, HpkePrivateKey ephemeral)
    {
        var kem = (DhKem)KemAlgorithm.For(suite.Kem);
        byte[] encapsulation = new byte[kem.EncapsulationLength];
        using var sharedSecret = new SecretBytes(KemAlgorithm.SecretLength);
        return kem.TryEncapsulate(publicKey, ephemeral.Key, encapsulation, sharedSecret.Span)
            ? new HpkeSender(suite, encapsulation, sharedSecret.Span, info)
            : throw new ArgumentException("not a public key of the KEM", nameof(publicKey));
    }

    /// <summary>Seals the next message. The recipient must open messages in this order.</summary>
    /// <param name="plaintext">What to seal.</param>
    /// <param name="aad">Authenticated along with it, not encrypted; the recipient gives the same.</param>
    /// <param name="destination">Exactly <see cref="HpkeContext.Overhead"/> bytes longer than <paramref name="plaintext"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    /// <exception cref="InvalidOperationException">The suite is export-only.</exception>
    public void Seal(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> aad, Span<byte> destination)
    {
        if (destination.Length != plaintext.Length + Overhead)
        {
            throw new ArgumentException($"Sealing {plaintext.Length} bytes takes {plaintext.Length + Overhead}, not {destination.Length}.", nameof(destination));
        }

        Span<byte> nonce = stackalloc byte[AeadKey.NonceLength];
        AeadKey aead = Aead;
        WriteNonce(nonce);

        // Counted first: should sealing throw, the nonce is spent rather than used twice.
        AdvanceSequence();
        aead.Seal(nonce, plaintext, aad, destination);
    }
}
