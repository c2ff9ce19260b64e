using System.Security.Cryptography;
using System.Text;
using Lamina.Client;
using Lamina.Enclave.Access;
using Lamina.Enclave.Hosting;
using Lamina.Enclave.Inference;
using Lamina.Protocol.BinaryHttp;
using Lamina.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Lamina.Enclave.Tests.Access;

/// <summary>Bearer tokens inside the seal, known by their digests, with quotas.</summary>
public sealed class TokenTests : IDisposable
{
    private const string Token = "correct-horse-battery-staple";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Infer_WithTheTokenOfAnAcceptedDigest_IsAnsweredAndWithAnotherOrNoneRefusedSealed()
    {
        await using TestEnclave enclave = await StartAsync($$"""{"tokens":[{"name":"a","sha256":"{{Digest(Token)}}"}]}""");
        Tamper network = new();
        using (LaminaClient good = await enclave.ConnectAsync(network, token: Token))
        {
            Assert.Equal(enclave.Expected(TestEnclave.Input()), TestEnclave.Values(await good.InferAsync([TestEnclave.Input()], TestContext.Current.CancellationToken)));
        }

        foreach (string? token in new[] { null, "wrong", Token + "x", Digest(Token) })
        {
            using LaminaClient bad = await enclave.ConnectAsync(network, token: token);
            LaminaClientException refused = await Assert.ThrowsAsync<LaminaClientException>(() => bad.InferAsync([TestEnclave.Input()], TestContext.Current.CancellationToken));
            Assert.Equal((401, 4, "client"), (refused.Problem!.Status, refused.Problem.Step, refused.Problem.Party));
        }

        Assert.Single(enclave.Workers[0].Seen);

        // From outside nobody sees whose token was refused, or that one was.
        Assert.Single(network.Calls.Where(call => call.Path == Lamina.Protocol.Endpoints.Infer).Distinct());
    }

    [Fact]
    public async Task Infer_BeyondTheQuotaOfATokensMinute_IsASealed429()
    {
        await using TestEnclave enclave = await StartAsync($$"""{"tokens":[{"name":"a","sha256":"{{Digest(Token)}}","requests_per_minute":2}]}""");
        using LaminaClient client = await enclave.ConnectAsync(token: Token);
        await client.InferAsync([TestEnclave.Input()], TestContext.Current.CancellationToken);
        await client.InferAsync([TestEnclave.Input()], TestContext.Current.CancellationToken);
        LaminaClientException refused = await Assert.ThrowsAsync<LaminaClientException>(() => client.InferAsync([TestEnclave.Input()], TestContext.Current.CancellationToken));
        Assert.Equal((429, 4, "client"), (refused.Problem!.Status, refused.Problem.Step, refused.Problem.Party));
    }

    [Fact]
    public void Quotas_OfOneToken_FillUpAgainAndDoNotTouchAnother()
    {
        FakeTimeProvider time = new();
        AccessControl access = new([Accepted("a", perMinute: 60, concurrent: 1), Accepted("b", perMinute: null, concurrent: 2)], time);

        IDisposable first = access.Enter(Bearer("a"))!;
        Assert.Equal(429, Refused(access, "a"));
        using (access.Enter(Bearer("b")))
        using (access.Enter(Bearer("b")))
        {
            Assert.Equal(429, Refused(access, "b"));
        }

        first.Dispose();
        for (int i = 0; i < 59; i++)
        {
            access.Enter(Bearer("a"))!.Dispose();
        }

        Assert.Equal(429, Refused(access, "a"));
        time.Advance(TimeSpan.FromSeconds(1));
        access.Enter(Bearer("a"))!.Dispose();
        Assert.Equal(429, Refused(access, "a"));
    }

    [Fact]
    public void Enter_WithoutAcceptedTokens_LetsEveryoneIn() => Assert.Null(new AccessControl([], TimeProvider.System).Enter([]));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"tokens":[]}""")]
    [InlineData("""{"tokens":[{"name":"a","sha256":"12"}]}""")]
    [InlineData("""{"tokens":[{"name":"a"}]}""")]
    [InlineData("""{"tokens":[{"name":"a","sha256":"0000000000000000000000000000000000000000000000000000000000000000","token":"plain"}]}""")]
    [InlineData("""{"tokens":[{"name":"a","sha256":"0000000000000000000000000000000000000000000000000000000000000000","concurrent":0}]}""")]
    [InlineData("""{"tokens":[{"name":"a","sha256":"0000000000000000000000000000000000000000000000000000000000000000"},{"name":"b","sha256":"0000000000000000000000000000000000000000000000000000000000000000"}]}""")]
    [InlineData("not json")]
    public void TokenFile_ThatIsNone_IsRefusedNamingTheFile(string text)
    {
        File.WriteAllText(_folder["tokens.json"], text);
        EnclaveStartException refused = Assert.Throws<EnclaveStartException>(() => TokenFile.Read(_folder["tokens.json"]));
        Assert.Contains(_folder["tokens.json"], refused.Message, StringComparison.Ordinal);
    }

    private async Task<TestEnclave> StartAsync(string tokens)
    {
        await File.WriteAllTextAsync(_folder["tokens.json"], tokens);
        return await TestEnclave.StartAsync(change: options => options with { Tokens = _folder["tokens.json"] });
    }

    private static string Digest(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(token)));

    private static AcceptedToken Accepted(string token, int? perMinute, int? concurrent) => new(token, SHA256.HashData(Encoding.ASCII.GetBytes(token)), perMinute, concurrent);

    private static HttpField[] Bearer(string token) => [HttpField.Create("authorization", $"Bearer {token}")];

    private static int Refused(AccessControl access, string token) => Assert.Throws<EnclaveFaultException>(() => access.Enter(Bearer(token))).Fault.Status;
}
