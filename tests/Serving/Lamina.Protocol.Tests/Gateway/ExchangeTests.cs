using Lamina.Protocol.BinaryHttp;
using Lamina.Protocol.Gateway;
using Lamina.Protocol.Hpke;
using Lamina.Protocol.ObliviousHttp;
using Lamina.Protocol.Problems;
using Lamina.Protocol.Requests;

namespace Lamina.Protocol.Tests.Gateway;

/// <summary>A request there and an answer back, as every suite and outcome of the protocol has it.</summary>
public sealed class ExchangeTests
{
    public static TheoryData<string> Suites => [.. new RequestKeysOptions().Suites.Select(suite => suite.ToString())];

    [Theory]
    [MemberData(nameof(Suites))]
    public void Exchange_EveryOfferedSuite_CarriesRequestAndAnswer(string name)
    {
        Assert.True(HpkeSuite.TryParse(name, out HpkeSuite suite));
        using var exchange = new Exchange();
        using SealedRequest sealedRequest = exchange.Seal("a picture", suite);
        Assert.Equal(suite, sealedRequest.Suite);
        Assert.True(exchange.Keys.TryOpen(sealedRequest.Encapsulated.Span, sealedRequest.Form, out OpenedRequest? opened, out _));
        using (opened)
        {
            Assert.True(opened.TryRead(out BinaryRequest? request, out string? refusal), refusal);
            Assert.Equal("/v2/models/plan/infer", request.Path);
            Assert.Equal("a picture"u8, request.Content.Span);
            Assert.True(request.Fields.TryGetSingle("content-type", out ReadOnlyMemory<byte> type));
            Assert.Equal("application/octet-stream"u8, type.Span);
            byte[] answer = opened.Seal(new BinaryResponse { Status = 200, Content = "a label"u8.ToArray() });
            Assert.True(sealedRequest.TryOpen(answer, out OpenedAnswer? openedAnswer, out refusal), refusal);
            using (openedAnswer)
            {
                Assert.Equal(200, openedAnswer.Response.Status);
                Assert.Equal("a label"u8, openedAnswer.Response.Content.Span);
                Assert.Null(openedAnswer.Problem);
            }
        }
    }

    [Fact]
    public void Answer_OfFailure_TravelsSealedAndLooksLikeAnyOther()
    {
        using var exchange = new Exchange();
        using SealedRequest one = exchange.Seal();
        using SealedRequest other = exchange.Seal();
        using OpenedRequest good = Open(exchange, one);
        using OpenedRequest bad = Open(exchange, other);
        byte[] success = good.Seal(new BinaryResponse { Status = 200, Content = new byte[1000] });
        byte[] failure = bad.SealProblem(new Problem(Problem.TypePrefix + "worker", "No worker answered.", 503) { Step = 6, Party = "worker" });
        Assert.Equal(success.Length, failure.Length);
        Assert.DoesNotContain("worker", System.Text.Encoding.Latin1.GetString(failure), StringComparison.Ordinal);
        Assert.True(other.TryOpen(failure, out OpenedAnswer? answer, out string? refusal), refusal);
        using (answer)
        {
            Assert.Equal(503, answer.Response.Status);
            Assert.Equal(new Problem(Problem.TypePrefix + "worker", "No worker answered.", 503) { Step = 6, Party = "worker" }, answer.Problem);
        }
    }

    [Fact]
    public void Sizes_OnTheWire_AreEqualForDifferentInputs()
    {
        using var exchange = new Exchange();
        using SealedRequest one = exchange.Seal("");
        using SealedRequest other = exchange.Seal(new string('x', 15_000));
        Assert.Equal(one.Encapsulated.Length, other.Encapsulated.Length);
        Assert.Equal(Exchange.Sizes.SealedRequest(one.Suite), one.Encapsulated.Length);
        using OpenedRequest first = Open(exchange, one);
        using OpenedRequest second = Open(exchange, other);
        byte[] small = first.Seal(new BinaryResponse { Status = 200 });
        byte[] large = second.Seal(new BinaryResponse { Status = 200, Content = new byte[8000] });
        Assert.Equal(small.Length, large.Length);
        Assert.Equal(Exchange.Sizes.SealedResponse(one.Suite), small.Length);
    }

    [Fact]
    public void Seal_ContentAboveThePlansSize_Throws()
    {
        using var exchange = new Exchange();
        Assert.Throws<ArgumentException>(() => exchange.Seal(new string('x', Exchange.Sizes.Request)));
        using SealedRequest sealedRequest = exchange.Seal();
        using OpenedRequest opened = Open(exchange, sealedRequest);
        Assert.Throws<ArgumentException>(() => opened.Seal(new BinaryResponse { Status = 200, Content = new byte[Exchange.Sizes.Response] }));
        Assert.NotEmpty(opened.Seal(new BinaryResponse { Status = 500 }));
    }

    [Fact]
    public void Answer_Twice_Throws()
    {
        using var exchange = new Exchange();
        using SealedRequest sealedRequest = exchange.Seal();
        using OpenedRequest opened = Open(exchange, sealedRequest);
        opened.Seal(new BinaryResponse { Status = 200 });
        Assert.Throws<InvalidOperationException>(() => opened.Seal(new BinaryResponse { Status = 200 }));
    }

    [Fact]
    public void Answer_OfAnotherRequest_IsRefused()
    {
        using var exchange = new Exchange();
        using SealedRequest one = exchange.Seal();
        using SealedRequest other = exchange.Seal();
        using OpenedRequest opened = Open(exchange, one);
        byte[] answer = opened.Seal(new BinaryResponse { Status = 200 });
        Assert.False(other.TryOpen(answer, out _, out string? refusal));
        Assert.Contains("not sealed for this request", refusal, StringComparison.Ordinal);
        Assert.False(one.TryOpen(answer.AsSpan(1), out _, out refusal));
        Assert.Contains("answers of this plan have", refusal, StringComparison.Ordinal);
        Assert.True(one.TryOpen(answer, out OpenedAnswer? good, out _));
        good.Dispose();
    }

    [Fact]
    public void Request_ThatIsNoBinaryHttp_IsRefusedSealed()
    {
        using var exchange = new Exchange();
        var keys = exchange.Bound().List.Configs[0];
        HpkeSuite suite = new(keys.Kem, (HpkeKdf)keys.Algorithms[0].Kdf, (HpkeAead)keys.Algorithms[0].Aead);
        var header = new RequestHeader(keys.KeyId, suite);
        Assert.True(HpkeSender.TryCreate(suite, keys.PublicKey.Span, header.Info(MessageForm.Whole.RequestLabel()), out HpkeSender? sender));
        byte[] plaintext = new byte[Exchange.Sizes.Request];
        plaintext[0] = 7;
        byte[] encapsulated = RequestEncapsulation.Seal(header, sender, MessageForm.Whole, plaintext, out var secret).Span.ToArray();
        using (sender)
        using (secret)
        {
            Assert.True(exchange.Keys.TryOpen(encapsulated, MessageForm.Whole, out OpenedRequest? opened, out _));
            using (opened)
            {
                Assert.False(opened.TryRead(out _, out string? refusal));
                Assert.Contains("framing indicator is 7", refusal, StringComparison.Ordinal);
                Assert.NotEmpty(opened.SealProblem(new Problem(Problem.TypePrefix + "request", "Not Binary HTTP.", 400) { Detail = refusal }));
            }
        }
    }

    [Fact]
    public void Content_AfterItsMessageIsDisposed_IsOutOfReach()
    {
        using var exchange = new Exchange();
        using SealedRequest sealedRequest = exchange.Seal();
        OpenedRequest opened = Open(exchange, sealedRequest);
        Assert.True(opened.TryRead(out BinaryRequest? request, out _));
        byte[] sealedAnswer = opened.Seal(new BinaryResponse { Status = 200, Content = "a label"u8.ToArray() });
        opened.Dispose();
        Assert.Throws<ObjectDisposedException>(() => request.Content.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => request.Fields[0].Value.Span.Length);
        Assert.True(sealedRequest.TryOpen(sealedAnswer, out OpenedAnswer? answer, out _));
        answer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => answer.Response.Content.Span.Length);
    }

    private static OpenedRequest Open(Exchange exchange, SealedRequest sealedRequest)
    {
        Assert.True(exchange.Keys.TryOpen(sealedRequest.Encapsulated.Span, sealedRequest.Form, out OpenedRequest? opened, out RequestRefusal refusal), refusal.ToString());
        return opened;
    }
}
