using Lamina.OpenInference.Client;

namespace Lamina.OpenInference.Tests.Client;

public sealed class OipAddressTests
{
    [Theory]
    [InlineData("unix:/run/w.sock", "/run/w.sock", false)]
    [InlineData("127.0.0.1:8001", null, false)]
    [InlineData("http://worker.example:8001", null, false)]
    [InlineData("https://worker.example:443", null, true)]
    [InlineData("https://[::1]:8001/", null, true)]
    public void Parse_KnownForm_IsRead(string text, string? socket, bool tls)
    {
        Assert.True(OipAddress.TryParse(text, out OipAddress? address, out _));
        Assert.Equal((text, socket, tls), (address.Text, address.SocketPath, address.UsesTls));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("unix:")]
    [InlineData("worker.example")]
    [InlineData("https://worker.example")]
    [InlineData("https://[::1]")]
    [InlineData("ftp://worker.example:21")]
    [InlineData("http://worker.example:8001/path")]
    [InlineData("http://user:secret@worker.example:8001")]
    [InlineData("worker.example:65536")]
    public void Parse_AnythingElse_IsRefused(string? text)
    {
        Assert.False(OipAddress.TryParse(text, out _, out string? fault));
        Assert.NotEmpty(fault);
    }

    [Theory]
    [InlineData(OipAddress.MaxSocketPathBytes, true)]
    [InlineData(OipAddress.MaxSocketPathBytes + 1, false)]
    public void Parse_SocketPath_HasTheSystemsCeiling(int length, bool accepted) =>
        Assert.Equal(accepted, OipAddress.TryParse("unix:/" + new string('a', length - 1), out _, out _));

    [Fact]
    public void Failure_Everyone_NamesStageAndParty()
    {
        foreach (OipFailure failure in Enum.GetValues<OipFailure>().Except([OipFailure.None]))
        {
            Assert.NotEqual(OipStage.Done, failure.Stage());
            Assert.NotEqual(OipParty.None, failure.Party());
        }

        Assert.Equal((OipStage.Done, OipParty.None), (OipFailure.None.Stage(), OipFailure.None.Party()));
    }

    [Fact]
    public void Failure_OfTheCallerAlone_IsNotRetried() => Assert.Equal(
        [OipFailure.None, OipFailure.RequestTooLarge, OipFailure.Cancelled], Enum.GetValues<OipFailure>().Where(failure => !failure.MayBeRetried()));

    [Theory]
    [InlineData("127.0.0.1:1")]
    [InlineData("unix:/nonexistent/worker.sock")]
    public async Task Call_NobodyListens_IsNotConnected(string text)
    {
        Assert.True(OipAddress.TryParse(text, out OipAddress? address, out _));
        using var client = new OipClient(new OipClientOptions { Address = address });
        OipReply<InferResponse> reply = await client.InferAsync(Samples.Request(Samples.Fp32("x", 1)), TestContext.Current.CancellationToken);
        Assert.Equal(OipFailure.NotConnected, reply.Failure);
    }
}
