using System.Text.Json;
using Lamina.Protocol.Hpke;
using Lamina.Protocol.Memory;
using Lamina.Protocol.ObliviousHttp;
using Lamina.Testing;

namespace Lamina.Protocol.Tests.ObliviousHttp;

/// <summary>draft-ietf-ohai-chunked-ohttp-08 appendix A, byte for byte.</summary>
public sealed class ChunkedExampleTests
{
    private const string SecretKey = "1c190d72acdbe4dbc69e680503bb781a932c70a12c8f3754434c67d8640d8698";
    private const string Ephemeral = "b26d565f3f875ed480d1abced3d665159650c99174fd0b124ac4bda0c64ae324";
    private const string Request = "00034745540568747470730b6578616d706c652e636f6d012f";
    private const string ResponseNonce = "bcce7f4cb921309ba5d62edf1769ef09";

    private const string EncapsulatedRequest = """
        01002000010001 8811eb457e100811c40a0aa71340a1b81d804bb986f736f2f566a7199761a032
        1c2ad24942d4d692563012f2980c8fef437a336b9b2fc938ef77a5834f
        1d2e33d8fd25577afe31bd1c79d094f76b6250ae6549b473ecd950501311
        001c6c1395d0ef7c1022297966307b8a7f
        """;

    private const string EncapsulatedResponse = """
        bcce7f4cb921309ba5d62edf1769ef09
        1179bf1cc87fa0e2c02de4546945aa3d1e48
        12b348b5bd4c594c16b6170b07b475845d1f32
        00ed9d8a796617a5b27265f4d73247f639
        """;

    private static readonly RequestHeader Header = new(1, HpkeSuite.X25519Aes128Gcm);

    [Fact]
    public void Gateway_OfTheExample_OpensItsRequest()
    {
        using HpkePrivateKey key = Key();
        Assert.True(RequestDecapsulation.TryOpen(Header, key, MessageForm.Chunked, Hex.Bytes(EncapsulatedRequest), out SecretBytes? plaintext, out ResponseSecret? secret));
        Assert.Equal(Request, Hex.Text(plaintext.Span));
        plaintext.Dispose();
        secret.Dispose();
    }

    /// <summary>The example's chunks are 12 and 13 bytes and an empty final one; ours are equal, so each is compared with the chunks it has in common.</summary>
    [Fact]
    public void Client_OfTheExample_SealsItsFirstChunkAndOpensItsResponse()
    {
        using HpkePrivateKey key = Key();
        using HpkeSender sender = Sender(key);
        byte[] encapsulated = RequestEncapsulation.Seal(Header, sender, MessageForm.Chunked, Hex.Bytes(Request), out ResponseSecret secret, chunkLength: 12).Span.ToArray();
        using (secret)
        {
            Assert.Equal(Hex.Bytes(EncapsulatedRequest)[..68], encapsulated[..68]);
            using SecretBytes? opened = secret.Open(Hex.Bytes(EncapsulatedResponse));
            Assert.Equal("0140c8", Hex.Text(opened!.Span));
            byte[] response = secret.Seal(Hex.Bytes("0140c8"), Hex.Bytes(ResponseNonce), chunkLength: 1);
            Assert.Equal(Hex.Bytes(EncapsulatedResponse)[..34], response[..34]);
        }
    }

    /// <summary>All chunks of the example, sealed one by one.</summary>
    [Fact]
    public void Chunks_OfTheExample_AreItsBytes()
    {
        using HpkePrivateKey key = Key();
        using HpkeSender sender = Sender(key);
        byte[] request = Hex.Bytes(Request);
        byte[] chunks = [28, .. Seal(sender.Seal, request[..12], ""), 29, .. Seal(sender.Seal, request[12..], ""), 0, .. Seal(sender.Seal, [], "final")];
        Assert.Equal(Hex.Bytes(EncapsulatedRequest)[39..], chunks);
        using var secret = new ResponseSecret(sender, sender.Encapsulation.Span, MessageForm.Chunked);
        using var response = new ResponseChunks(secret, Hex.Bytes(ResponseNonce));
        chunks = [17, .. Seal(response.Seal, [1], ""), 18, .. Seal(response.Seal, [0x40, 0xc8], ""), 0, .. Seal(response.Seal, [], "final")];
        Assert.Equal(Hex.Bytes(EncapsulatedResponse)[16..], chunks);
    }

    [Fact]
    public void SharedVector_IsTheExample()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Tier.Shared("vectors", "ohttp", "chunked-ohttp-08.json")));
        JsonElement vector = Assert.Single(document.RootElement.GetProperty("vectors").EnumerateArray());
        string Field(string name) => vector.GetProperty(name).GetString()!;
        Assert.Equal(Field("encapsulatedRequest"), Hex.Text(Hex.Bytes(EncapsulatedRequest)));
        Assert.Equal(Field("encapsulatedResponse"), Hex.Text(Hex.Bytes(EncapsulatedResponse)));
        Assert.Equal((Field("skR"), Field("skE"), Field("request")), (SecretKey, Ephemeral, Request));

        // The file's info has one zero byte too many: with it the draft's own ciphertexts do not open.
        Assert.Equal(Field("info"), Hex.Text(Header.Info(MessageForm.Chunked.RequestLabel())) + "00");
        using HpkePrivateKey key = Key();
        Assert.Contains(Hex.Text(key.PublicKey.Span), Field("keyConfig"), StringComparison.Ordinal);
    }

    [Fact]
    public void Request_TruncatedAnywhereOrFlippedAnywhere_IsRefused()
    {
        using HpkePrivateKey key = Key();
        byte[] request = Hex.Bytes(EncapsulatedRequest);
        for (int i = RequestHeader.Length; i < request.Length; i++)
        {
            byte[] changed = [.. request];
            changed[i] ^= 1;
            Assert.False(RequestDecapsulation.TryOpen(Header, key, MessageForm.Chunked, changed, out _, out _), $"flipped at {i}");
            Assert.False(RequestDecapsulation.TryOpen(Header, key, MessageForm.Chunked, request.AsSpan(0, i), out _, out _), $"cut at {i}");
        }
    }

    [Fact]
    public void Request_FinalChunkMissingMovedOrForged_IsRefused()
    {
        using HpkePrivateKey key = Key();
        byte[] request = Hex.Bytes(EncapsulatedRequest);
        byte[][] forgeries =
        [
            request[..^17], // no final chunk
            [.. request[..39], 0, .. request[40..68]], // the first chunk passed off as the final one
            [.. request[..39], .. request[68..]], // the first chunk left out
            [.. request[..39], .. request[68..98], .. request[39..68], .. request[98..]], // swapped
            [.. request, 0], // something after the end
        ];
        Assert.All(forgeries, forgery => Assert.False(RequestDecapsulation.TryOpen(Header, key, MessageForm.Chunked, forgery, out _, out _)));
        Assert.False(RequestDecapsulation.TryOpen(Header, key, MessageForm.Whole, request, out _, out _));
    }

    [Fact]
    public void Response_TruncatedAnywhereOrFlippedAnywhere_IsRefused()
    {
        using HpkePrivateKey key = Key();
        using HpkeSender sender = Sender(key);
        using var secret = new ResponseSecret(sender, sender.Encapsulation.Span, MessageForm.Chunked);
        byte[] response = Hex.Bytes(EncapsulatedResponse);
        for (int i = 0; i < response.Length; i++)
        {
            byte[] changed = [.. response];
            changed[i] ^= 1;
            Assert.Null(secret.Open(changed));
            Assert.Null(secret.Open(response.AsSpan(0, i)));
        }
    }

    private static HpkePrivateKey Key() => HpkePrivateKey.Import(HpkeKem.X25519HkdfSha256, Hex.Bytes(SecretKey));

    private static HpkeSender Sender(HpkePrivateKey recipient)
    {
        using HpkePrivateKey ephemeral = HpkePrivateKey.Import(HpkeKem.X25519HkdfSha256, Hex.Bytes(Ephemeral));
        return HpkeSender.CreateDeterministic(Header.Suite, recipient.PublicKey.Span, Header.Info(MessageForm.Chunked.RequestLabel()), ephemeral);
    }

    private static byte[] Seal(ChunkedMessage.SealChunk seal, byte[] plaintext, string aad)
    {
        byte[] sealedChunk = new byte[plaintext.Length + 16];
        seal(plaintext, System.Text.Encoding.ASCII.GetBytes(aad), sealedChunk);
        return sealedChunk;
    }
}
