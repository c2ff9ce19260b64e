using Lamina.Protocol.Hpke;

namespace Lamina.Protocol.ObliviousHttp;

/// <summary>Seals a request as RFC 9458 section 4.3 lays it out: header, <c>enc</c>, ciphertext.</summary>
internal static class RequestEncapsulation
{
    /// <summary>Bytes that encapsulating adds to a request.</summary>
    public static int Overhead(HpkeSuite suite) => RequestHeader.Length + Hpke.Kems.KemAlgorithm.For(suite.Kem).EncapsulationLength + HpkeContext.Overhead;

    /// <summary>Seals one request with a context made for it alone.</summary>
    public static byte[] Seal(RequestHeader header, HpkeSender sender, ReadOnlySpan<byte> plaintext, out ResponseSecret responseSecret)
    {
        ReadOnlySpan<byte> encapsulation = sender.Encapsulation.Span;
        byte[] encapsulated = GC.AllocateUninitializedArray<byte>(RequestHeader.Length + encapsulation.Length + plaintext.Length + HpkeContext.Overhead);
        header.Write(encapsulated);
        encapsulation.CopyTo(encapsulated.AsSpan(RequestHeader.Length));
        sender.Seal(plaintext, default, encapsulated.AsSpan(RequestHeader.Length + encapsulation.Length));
        responseSecret = new ResponseSecret(sender, encapsulation, MessageForm.Whole);
        return encapsulated;
    }
}
