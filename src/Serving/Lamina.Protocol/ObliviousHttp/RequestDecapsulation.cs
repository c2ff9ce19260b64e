using System.Diagnostics.CodeAnalysis;
using Lamina.Protocol.Hpke;
using Lamina.Protocol.Hpke.Kems;
using Lamina.Protocol.Memory;

namespace Lamina.Protocol.ObliviousHttp;

/// <summary>Opens a request that <see cref="RequestEncapsulation"/> sealed (RFC 9458 section 4.3).</summary>
internal static class RequestDecapsulation
{
    /// <summary><c>enc</c> of an encapsulated request, whatever its form; false if the bytes end before its end.</summary>
    public static bool TryReadEncapsulation(RequestHeader header, ReadOnlySpan<byte> encapsulated, out ReadOnlySpan<byte> encapsulation)
    {
        int length = KemAlgorithm.For(header.Suite.Kem).EncapsulationLength;
        bool enough = encapsulated.Length >= RequestHeader.Length + length;
        encapsulation = enough ? encapsulated.Slice(RequestHeader.Length, length) : default;
        return enough;
    }

    /// <summary>Opens a whole request; false if it was not sealed to this key.</summary>
    public static bool TryOpen(
        RequestHeader header,
        HpkePrivateKey key,
        ReadOnlySpan<byte> encapsulated,
        [NotNullWhen(true)] out SecretBytes? plaintext,
        [NotNullWhen(true)] out ResponseSecret? responseSecret)
    {
        plaintext = null;
        responseSecret = null;
        if (!TryReadEncapsulation(header, encapsulated, out ReadOnlySpan<byte> encapsulation)
            || !HpkeRecipient.TryCreate(header.Suite, key, encapsulation, header.Info(MessageForm.Whole.RequestLabel), out HpkeRecipient? recipient))
        {
            return false;
        }

        using (recipient)
        {
            ReadOnlySpan<byte> ciphertext = encapsulated[(RequestHeader.Length + encapsulation.Length)..];
            if (ciphertext.Length < HpkeContext.Overhead)
            {
                return false;
            }

            var opened = new SecretBytes(ciphertext.Length - HpkeContext.Overhead);
            if (!recipient.TryOpen(ciphertext, default, opened.Span))
            {
                opened.Dispose();
                return false;
            }

            plaintext = opened;
            responseSecret = new ResponseSecret(recipient, encapsulation, MessageForm.Whole);
            return true;
        }
    }
}
