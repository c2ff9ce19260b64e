using Lamina.Protocol.Hpke;
using Lamina.Protocol.Hpke.Kems;
using Lamina.Protocol.Memory;

namespace Lamina.Protocol.ObliviousHttp;

/// <summary>Seals a request: header, <c>enc</c>, then one ciphertext (RFC 9458 section 4.3) or chunks.</summary>
internal static class RequestEncapsulation
{
    /// <summary>Bytes ahead of the ciphertext: header and <c>enc</c>.</summary>
    public static int PrefixLength(HpkeSuite suite) => RequestHeader.Length + KemAlgorithm.For(suite.Kem).EncapsulationLength;

    /// <summary>Bytes that encapsulating makes of a request.</summary>
    public static int SealedLength(HpkeSuite suite, MessageForm form, int plaintextLength) => PrefixLength(suite) + (form is MessageForm.Whole
        ? plaintextLength + HpkeContext.Overhead
        : ChunkedMessage.SealedLength(plaintextLength));

    /// <summary>Seals one request with a context made for it alone. What comes out is no secret; it is held like one because that memory is pooled.</summary>
    public static SecretBytes Seal(
        RequestHeader header, HpkeSender sender, MessageForm form, ReadOnlySpan<byte> plaintext, out ResponseSecret responseSecret, int chunkLength = ChunkedMessage.ChunkLength)
    {
        ReadOnlySpan<byte> encapsulation = sender.Encapsulation.Span;
        int prefix = RequestHeader.Length + encapsulation.Length;
        int length = form is MessageForm.Whole ? plaintext.Length + HpkeContext.Overhead : ChunkedMessage.SealedLength(plaintext.Length, chunkLength);
        var encapsulated = new SecretBytes(prefix + length);
        header.Write(encapsulated.Span);
        encapsulation.CopyTo(encapsulated.Span[RequestHeader.Length..]);
        if (form is MessageForm.Whole)
        {
            sender.Seal(plaintext, default, encapsulated.Span[prefix..]);
        }
        else
        {
            ChunkedMessage.Seal(plaintext, sender.Seal, encapsulated.Span[prefix..], chunkLength);
        }

        responseSecret = new ResponseSecret(sender, encapsulation, form);
        return encapsulated;
    }
}
