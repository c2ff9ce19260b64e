using System.Text.Json;
using Lamina.Protocol.BinaryHttp;
using Lamina.Protocol.Hpke;
using Lamina.Protocol.Memory;
using Lamina.Protocol.ObliviousHttp;
using Lamina.Testing;

namespace Lamina.Protocol.Tests.ObliviousHttp;

/// <summary>RFC 9458 appendix A, byte for byte.</summary>
public sealed class Rfc9458ExampleTests
{
    private const string SecretKey = "3c168975674b2fa8e465970b79c8dcf09f1c741626480bd4c6162fc5b6a98e1a";
    private const string Ephemeral = "bc51d5e930bda26589890ac7032f70ad12e4ecb37abb1b65b1256c9c48999c73";
    private const string KeyConfiguration = "01002031e1f05a740102115220e9af918f738674aec95f54db6e04eb705aae8e79815500080001000100010003";
    private const string Request = "00034745540568747470730b6578616d706c652e636f6d012f";
    private const string Response = "0140c8";
    private const string ResponseNonce = "c789e7151fcba46158ca84b04464910d";

    private const string EncapsulatedRequest = """
        010020000100014b28f881333e7c164ffc499ad9796f877f4e1051ee6d31bad1
        9dec96c208b4726374e469135906992e1268c594d2a10c695d858c40a026e796
        5e7d86b83dd440b2c0185204b4d63525
        """;

    private const string EncapsulatedResponse = """
        c789e7151fcba46158ca84b04464910d86f9013e404feea014e7be4a441f234f
        857fbd
        """;

    private static readonly HpkeSuite Suite = HpkeSuite.X25519Aes128Gcm;
    private static readonly RequestHeader Header = new(1, Suite);

    [Fact]
    public void KeyList_OfTheExample_ReadsAndWrites()
    {
        byte[] encoded = [0, 45, .. Hex.Bytes(KeyConfiguration)];
        Assert.True(KeyConfigList.TryParse(encoded, out KeyConfigList? list, out _));
        KeyConfig config = Assert.Single(list.Configs);
        Assert.Equal(1, config.KeyId);
        Assert.Equal(HpkeKem.X25519HkdfSha256, config.Kem);
        Assert.Equal([new SymmetricAlgorithms(1, 1), new SymmetricAlgorithms(1, 3)], config.Algorithms);
        Assert.Equal(encoded, KeyConfigList.Create([config]).Encoded.ToArray());
        using HpkePrivateKey key = HpkePrivateKey.Import(Suite.Kem, Hex.Bytes(SecretKey));
        Assert.Equal(key.PublicKey.ToArray(), config.PublicKey.ToArray());
    }

    [Fact]
    public void Client_OfTheExample_SealsAndOpensItsBytes()
    {
        using HpkeSender sender = Sender();
        byte[] encapsulated = RequestEncapsulation.Seal(Header, sender, MessageForm.Whole, Hex.Bytes(Request), out ResponseSecret secret).Span.ToArray();
        using (secret)
        {
            Assert.Equal(Hex.Bytes(EncapsulatedRequest), encapsulated);
            using SecretBytes? opened = secret.Open(Hex.Bytes(EncapsulatedResponse));
            Assert.Equal(Response, Hex.Text(opened!.Span));
        }
    }

    [Fact]
    public void Gateway_OfTheExample_OpensAndSealsItsBytes()
    {
        using HpkePrivateKey key = HpkePrivateKey.Import(Suite.Kem, Hex.Bytes(SecretKey));
        Assert.True(RequestDecapsulation.TryOpen(Header, key, MessageForm.Whole, Hex.Bytes(EncapsulatedRequest), out SecretBytes? plaintext, out ResponseSecret? secret));
        using (plaintext)
        using (secret)
        {
            Assert.Equal(Request, Hex.Text(plaintext.Span));
            Assert.Equal(Hex.Bytes(EncapsulatedResponse), secret.Seal(Hex.Bytes(Response), Hex.Bytes(ResponseNonce)));
        }
    }

    [Fact]
    public void Gateway_AnyByteFlipped_RefusesTheRequest()
    {
        using HpkePrivateKey key = HpkePrivateKey.Import(Suite.Kem, Hex.Bytes(SecretKey));
        byte[] request = Hex.Bytes(EncapsulatedRequest);
        for (int i = 0; i < request.Length; i++)
        {
            byte[] changed = [.. request];
            changed[i] ^= 1;
            Assert.True(RequestHeader.TryRead(changed, out RequestHeader header));
            Assert.False(header.Suite.IsKnown && header.Suite.Kem == Suite.Kem && RequestDecapsulation.TryOpen(header, key, MessageForm.Whole, changed, out _, out _), $"byte {i}");
        }
    }

    [Fact]
    public void Client_AnyByteFlippedOrCut_RefusesTheResponse()
    {
        using HpkeSender sender = Sender();
        RequestEncapsulation.Seal(Header, sender, MessageForm.Whole, Hex.Bytes(Request), out ResponseSecret secret);
        using (secret)
        {
            byte[] response = Hex.Bytes(EncapsulatedResponse);
            for (int i = 0; i < response.Length; i++)
            {
                byte[] changed = [.. response];
                changed[i] ^= 0x80;
                Assert.Null(secret.Open(changed));
                Assert.Null(secret.Open(response.AsSpan(0, i)));
            }
        }
    }

    [Fact]
    public void Messages_OfTheExample_AreBinaryHttp()
    {
        Assert.True(BinaryRequest.TryParse(Hex.Bytes(Request), BinaryHttpLimits.Default, out BinaryRequest? request, out _));
        Assert.Equal(("GET", "https", "example.com", "/"), (request.Method, request.Scheme, request.Authority, request.Path));
        Assert.True(BinaryResponse.TryParse(Hex.Bytes(Response), BinaryHttpLimits.Default, out BinaryResponse? response, out _));
        Assert.Equal(200, response.Status);
    }

    /// <summary>The shared file names other ephemeral values than the RFC and no ciphertexts: they must go there and back.</summary>
    [Fact]
    public void SharedVector_GoesThereAndBack()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Tier.Shared("vectors", "ohttp", "rfc9458.json")));
        JsonElement vector = Assert.Single(document.RootElement.GetProperty("vectors").EnumerateArray());
        string Field(string name) => vector.GetProperty(name).GetString()!;
        Assert.Equal((Field("keyConfig"), Field("privateKey"), Field("request"), Field("response")), (KeyConfiguration, SecretKey, Request, Response));
        using HpkePrivateKey key = HpkePrivateKey.Import(Suite.Kem, Hex.Bytes(SecretKey));
        Assert.Equal(Field("publicKey"), Hex.Text(key.PublicKey.Span));
        using HpkePrivateKey ephemeral = HpkePrivateKey.Import(Suite.Kem, Hex.Bytes(Field("clientEphemeralPrivate")));
        using HpkeSender sender = HpkeSender.CreateDeterministic(Suite, key.PublicKey.Span, Header.Info(MessageForm.Whole.RequestLabel()), ephemeral);
        byte[] encapsulated = RequestEncapsulation.Seal(Header, sender, MessageForm.Whole, Hex.Bytes(Request), out ResponseSecret clientSecret).Span.ToArray();
        Assert.True(RequestDecapsulation.TryOpen(Header, key, MessageForm.Whole, encapsulated, out SecretBytes? plaintext, out ResponseSecret? secret));
        byte[] sealedResponse = new byte[ResponseSecret.SealedLength(Suite, MessageForm.Whole, Hex.Bytes(Response).Length)];
        secret.SealInto(Hex.Bytes(Response), sealedResponse);
        using SecretBytes? response = clientSecret.Open(sealedResponse);
        Assert.Equal((Request, Response), (Hex.Text(plaintext.Span), Hex.Text(response!.Span)));
        plaintext.Dispose();
        secret.Dispose();
        clientSecret.Dispose();
    }

    private static HpkeSender Sender()
    {
        using HpkePrivateKey ephemeral = HpkePrivateKey.Import(Suite.Kem, Hex.Bytes(Ephemeral));
        using HpkePrivateKey recipient = HpkePrivateKey.Import(Suite.Kem, Hex.Bytes(SecretKey));
        return HpkeSender.CreateDeterministic(Suite, recipient.PublicKey.Span, Header.Info(MessageForm.Whole.RequestLabel()), ephemeral);
    }
}
