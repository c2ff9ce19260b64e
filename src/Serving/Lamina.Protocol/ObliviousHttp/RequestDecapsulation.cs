using System.Diagnostics.CodeAnalysis;
using Lamina.Protocol.Hpke;
using Lamina.Protocol.Memory;

namespace Lamina.Protocol.ObliviousHttp;

/// <summary>Opens a request that <see cref="RequestEncapsulation"/> sealed.</summary>
internal static class RequestDecapsulation
{
    /// <summary><c>enc</c> of an encapsulated request; false if the bytes end before its end.</summary>
    public static bool TryReadEncapsulation(RequestHeader header, ReadOnlySpan<byte> encapsulated, out ReadOnlySpan<byte> encapsulation)
    {
        int end = RequestEncapsulation.PrefixLength(header.Suite);
        encapsulation = encapsulated.Length < end ? default : encapsulated[RequestHeader.Length..end];
        return encapsulated.Length >= end;
    }

    /// <summary>Bytes of the request inside, told by the bytes outside; false if they are no request of this form.</summary>
    public static bool TryMeasure(RequestHeader header, MessageForm form, ReadOnlySpan<byte> encapsulated, out int plaintextLength)
    {
        plaintextLength = 0;
        int prefix = RequestEncapsulation.PrefixLength(header.Suite);
        if (encapsulated.Length < prefix + HpkeContext.Overhead)
        {
            return false;
        }

        plaintextLength = encapsulated.Length - prefix - HpkeContext.Overhead;
        return form is MessageForm.Whole || ChunkReader.TryMeasure(encapsulated[prefix..], out plaintextLength);
    }

    /// <summary>Opens a request, all of it; false if it was not sealed to this key in this form.</summary>
    public static bool TryOpen(
        RequestHeader header,
        HpkePrivateKey key,
        MessageForm form,
        ReadOnlySpan<byte> encapsulated,
        [NotNullWhen(true)] out SecretBytes? plaintext,
        [NotNullWhen(true)] out ResponseSecret? responseSecret)
    {
        plaintext = null;
        responseSecret = null;
        if (!TryReadEncapsulation(header, encapsulated, out ReadOnlySpan<byte> encapsulation)
            || !HpkeRecipient.TryCreate(header.Suite, key, encapsulation, header.Info(form.RequestLabel()), out HpkeRecipient? recipient))
        {
            return false;
        }

        using (recipient)
        {
            ReadOnlySpan<byte> ciphertext = encapsulated[RequestEncapsulation.PrefixLength(header.Suite)..];

            // First what answering needs: nothing is made any more once the plaintext lies open.
            var secret = new ResponseSecret(recipient, encapsulation, form);
            try
            {
                plaintext = form is MessageForm.Whole ? OpenWhole(recipient, ciphertext) : ChunkedMessage.Open(ciphertext, recipient.TryOpen);
                responseSecret = plaintext is null ? null : secret;
                return plaintext is not null;
            }
            finally
            {
                if (plaintext is null)
                {
                    secret.Dispose();
                }
            }
        }
    }

    private static SecretBytes? OpenWhole(HpkeRecipient recipient, ReadOnlySpan<byte> ciphertext)
    {
        if (ciphertext.Length < HpkeContext.Overhead)
        {
            return null;
        }

        var plaintext = new SecretBytes(ciphertext.Length - HpkeContext.Overhead);
        bool opened = false;
        try
        {
            opened = recipient.TryOpen(ciphertext, default, plaintext.Span);
            return opened ? plaintext : null;
        }
        finally
        {
            plaintext.DisposeUnless(opened);
        }
    }
}
