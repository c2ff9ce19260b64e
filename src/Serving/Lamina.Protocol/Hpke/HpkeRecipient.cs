using System.Diagnostics.CodeAnalysis;
using Lamina.Protocol.Hpke.Aeads;
using Lamina.Protocol.Hpke.Kems;
using Lamina.Protocol.Memory;

namespace Lamina.Protocol.Hpke;

/// <summary>The side that holds the private key and opens (RFC 9180 section 5.2, base mode).</summary>
public sealed class HpkeRecipient : HpkeContext
{
    private HpkeRecipient(HpkeSuite suite, ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> info)
        : base(suite, sharedSecret, info)
    {
    }

    /// <summary>Makes the context that a sender made (SetupBaseR).</summary>
    /// <param name="suite">What the sender used.</param>
    /// <param name="key">The private key, of the suite's KEM; stays the caller's.</param>
    /// <param name="encapsulation">The sender's <c>enc</c>.</param>
    /// <param name="info">The same as the sender's.</param>
    /// <param name="recipient">The context; the caller disposes it.</param>
    /// <returns>False if <paramref name="encapsulation"/> is not valid. True says nothing yet: only an opened message proves the sender meant this key.</returns>
    /// <exception cref="ArgumentException"><paramref name="key"/> is of another KEM.</exception>
    /// <exception cref="NotSupportedException">The suite is not offered.</exception>
    public static bool TryCreate(
        HpkeSuite suite, HpkePrivateKey key, ReadOnlySpan<byte> encapsulation, ReadOnlySpan<byte> info, [NotNullWhen(true)] out HpkeRecipient? recipient)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Kem != suite.Kem)
        {
            throw new ArgumentException($"The key is for {key.Kem}, the suite is {suite}.", nameof(key));
        }

        using var sharedSecret = new SecretBytes(KemAlgorithm.SecretLength);
        bool valid = key.Key.TryDecapsulate(encapsulation, sharedSecret.Span);
        recipient = valid ? new HpkeRecipient(suite, sharedSecret.Span, info) : null;
        return valid;
    }

    /// <summary>Opens the next message, in the order the sender sealed them. A refused one does not count.</summary>
    /// <param name="ciphertext">What <see cref="HpkeSender.Seal"/> wrote.</param>
    /// <param name="aad">The same as the sender's.</param>
    /// <param name="destination">Exactly <see cref="HpkeContext.Overhead"/> bytes shorter than <paramref name="ciphertext"/>.</param>
    /// <returns>False, with <paramref name="destination"/> zeroed, if ciphertext, aad or order is not the sender's.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    /// <exception cref="InvalidOperationException">The suite is export-only.</exception>
    public bool TryOpen(ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> aad, Span<byte> destination)
    {
        AeadKey aead = Aead;
        if (ciphertext.Length < Overhead)
        {
            destination.Clear();
            return false;
        }

        if (destination.Length != ciphertext.Length - Overhead)
        {
            throw new ArgumentException($"Opening {ciphertext.Length} bytes gives {ciphertext.Length - Overhead}, not {destination.Length}.", nameof(destination));
        }

        Span<byte> nonce = stackalloc byte[AeadKey.NonceLength];
        WriteNonce(nonce);
        if (!aead.TryOpen(nonce, ciphertext, aad, destination))
        {
            return false;
        }

        AdvanceSequence();
        return true;
    }
}
