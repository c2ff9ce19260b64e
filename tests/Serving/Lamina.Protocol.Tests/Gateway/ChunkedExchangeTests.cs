using Lamina.Protocol.BinaryHttp;
using Lamina.Protocol.Gateway;
using Lamina.Protocol.ObliviousHttp;
using Lamina.Protocol.Requests;
using Lamina.Protocol.Sizes;

namespace Lamina.Protocol.Tests.Gateway;

/// <summary>The chunked form through the same doors as the whole one.</summary>
public sealed class ChunkedExchangeTests
{
    [Fact]
    public void Exchange_Chunked_CarriesRequestAndAnswer()
    {
        using var exchange = new Exchange();
        using SealedRequest sealedRequest = exchange.Seal("a picture", form: MessageForm.Chunked);
        Assert.Equal(MessageForm.Chunked, MediaTypes.FormOf(sealedRequest.MediaType));
        Assert.Equal(Exchange.Sizes.SealedRequest(sealedRequest.Suite, MessageForm.Chunked), sealedRequest.Encapsulated.Length);
        Assert.True(exchange.Keys.TryOpen(sealedRequest.Encapsulated.Span, MessageForm.Chunked, out OpenedRequest? opened, out _));
        using (opened)
        {
            Assert.True(opened.TryRead(out BinaryRequest? request, out _));
            Assert.Equal("a picture"u8, request.Content.Span);
            byte[] answer = opened.Seal(new BinaryResponse { Status = 200, Content = "a label"u8.ToArray() });
            Assert.Equal(sealedRequest.AnswerMediaType, opened.AnswerMediaType);
            Assert.True(sealedRequest.TryOpen(answer, out OpenedAnswer? openedAnswer, out string? refusal), refusal);
            using (openedAnswer)
            {
                Assert.Equal("a label"u8, openedAnswer.Response.Content.Span);
            }
        }
    }

    [Fact]
    public void TryOpen_FormsConfused_IsRefused()
    {
        using var exchange = new Exchange();
        using SealedRequest whole = exchange.Seal();
        using SealedRequest chunked = exchange.Seal(form: MessageForm.Chunked);
        Assert.NotEqual(RequestRefusal.None, exchange.Refusal(whole.Encapsulated.Span, MessageForm.Chunked));
        Assert.NotEqual(RequestRefusal.None, exchange.Refusal(chunked.Encapsulated.Span));
    }

    [Fact]
    public void TryOpen_ChunkedReplay_IsRefusedAndTruncationNeverUsesItUp()
    {
        using var exchange = new Exchange();
        using SealedRequest chunked = exchange.Seal(form: MessageForm.Chunked);
        byte[] request = chunked.Encapsulated.ToArray();
        for (int cut = 1; cut < request.Length; cut += 977)
        {
            Assert.NotEqual(RequestRefusal.None, exchange.Refusal(request.AsSpan(0, request.Length - cut), MessageForm.Chunked));
        }

        Assert.Equal(RequestRefusal.None, exchange.Refusal(request, MessageForm.Chunked));
        Assert.Equal(RequestRefusal.Replay, exchange.Refusal(request, MessageForm.Chunked));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16383)]
    [InlineData(16384)]
    [InlineData(16385)]
    [InlineData(50000)]
    public void SealedLength_AnyPlaintext_IsWhatSealingWrites(int length)
    {
        byte[] destination = new byte[ChunkedMessage.SealedLength(length)];
        int written = 0;
        int chunks = 0;
        ChunkedMessage.Seal(new byte[length], (plaintext, _, target) =>
        {
            Assert.Equal(plaintext.Length + 16, target.Length);
            written += plaintext.Length;
            chunks++;
        }, destination);
        Assert.Equal(length, written);
        Assert.Equal((length / ChunkedMessage.ChunkLength) + 1, chunks);
    }

    [Fact]
    public void TryOpen_ManySmallChunks_AreRefusedByTheirOverhead()
    {
        var sizes = new MessageSizes(64 << 10, 8 << 10);
        using var keys = new RequestKeys(new RequestKeysOptions { Suites = Exchange.Suites }, sizes, TimeProvider.System);
        byte keyId = keys.Published.KeyList.Span[2];
        var header = new RequestHeader(keyId, Exchange.Suites[0]);
        Assert.True(KeyConfigList.TryParse(keys.Published.KeyList, out KeyConfigList? list, out _));
        foreach ((int chunkLength, RequestRefusal expected) in new[] { (16, RequestRefusal.Size), (1024, RequestRefusal.None) })
        {
            Assert.True(Lamina.Protocol.Hpke.HpkeSender.TryCreate(header.Suite, list.Configs[0].PublicKey.Span, header.Info(MessageForm.Chunked.RequestLabel()), out var sender));
            byte[] encapsulated = RequestEncapsulation.Seal(header, sender, MessageForm.Chunked, new byte[sizes.Request], out ResponseSecret secret, chunkLength).Span.ToArray();
            secret.Dispose();
            sender.Dispose();
            keys.TryOpen(encapsulated, MessageForm.Chunked, out OpenedRequest? opened, out RequestRefusal refusal);
            opened?.Dispose();
            Assert.Equal(expected, refusal);
        }
    }
}
