using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lamina.Client;
using Lamina.Enclave.Hosting;
using Lamina.Enclave.Tests.MinimalOip;
using Lamina.OpenInference;
using Lamina.Protocol;
using Lamina.Protocol.Gateway;
using Lamina.Protocol.Sizes;
using Lamina.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Lamina.Enclave.Tests;

/// <summary>What an operator sees of an enclave: addresses, protocols, readiness, drain, keys that end, no dumps.</summary>
public sealed class HostingTests
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Address_WithoutTls_SpeaksBothProtocols(string version)
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        using HttpMessageHandler handler = Exactly(Version.Parse(version), new SocketsHttpHandler());
        using LaminaClient client = await enclave.ConnectAsync(handler);
        Assert.Equal(enclave.Expected(TestEnclave.Input()), TestEnclave.Values(await client.InferAsync([TestEnclave.Input()], None)));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Address_WithTls_SpeaksBothProtocolsAndNoCleartext(string version)
    {
        using TempFolder folder = new();
        using X509Certificate2 certificate = WriteCertificate(folder);
        await using TestEnclave enclave = await TestEnclave.StartAsync(change: options => options with { TlsCertificate = folder["cert.pem"], TlsKey = folder["key.pem"] });
        Assert.Equal("https", enclave.Address.Scheme);
        SocketsHttpHandler trusting = new();
        trusting.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.GetCertHashString() == certificate.GetCertHashString();
        using HttpMessageHandler handler = Exactly(Version.Parse(version), trusting);
        using HttpClient http = new(handler);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(enclave.Address, Endpoints.Keys), None)).StatusCode);

        using HttpClient cleartext = new();
        await Assert.ThrowsAsync<HttpRequestException>(() => cleartext.GetAsync(new UriBuilder(enclave.Address) { Scheme = "http", Path = Endpoints.Keys }.Uri, None));
    }

    [Fact]
    public async Task Start_TlsFileThatIsNone_NamesTheFile()
    {
        using TempFolder folder = new();
        await File.WriteAllTextAsync(folder["cert.pem"], "no certificate", None);
        EnclaveStartException refused = await Assert.ThrowsAsync<EnclaveStartException>(() => TestEnclave.StartAsync(change: options => options with { TlsCertificate = folder["cert.pem"], TlsKey = folder["cert.pem"] }));
        Assert.Contains(folder["cert.pem"], refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drain_RequestUnderWay_IsAnsweredAndNoNewOneComesIn()
    {
        await using TestEnclave enclave = await TestEnclave.StartAsync();
        using LaminaClient client = await enclave.ConnectAsync();
        using ManualResetEventSlim reached = new();
        using ManualResetEventSlim goOn = new();
        enclave.Workers[0].Lie = honest =>
        {
            reached.Set();
            goOn.Wait(None);
            return honest;
        };

        Task<Client.Results.InferenceResult> underWay = Task.Run(() => client.InferAsync([TestEnclave.Input()], None), None);
        await Task.Run(() => reached.Wait(None), None);
        Task stopping = enclave.StopAsync();
        using HttpClient http = new();
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri(enclave.Address, "/health/ready"), None));
        Assert.False(stopping.IsCompleted);

        goOn.Set();
        Assert.Equal(enclave.Expected(TestEnclave.Input()), TestEnclave.Values(await underWay));
        await stopping;
    }

    [Fact]
    public async Task Ready_IdleEnclaveWhoseWorkerGoesAndComesBack_FollowsIt()
    {
        await using MinimalOipServer worker = await MinimalOipServer.StartAsync(input => input, ("y", [1, 5]));
        await using TestEnclave enclave = await TestEnclave.StartAsync(change: options => options with { Workers = [worker.Address] });
        worker.Ready = false;
        await WaitForReadyAsync(enclave, HttpStatusCode.ServiceUnavailable);
        worker.Ready = true;
        await WaitForReadyAsync(enclave, HttpStatusCode.OK);
        Assert.Empty(worker.Seen);
    }

    [Fact]
    public async Task Ready_AllWorkersFailing_IsNoAndSaysWhy()
    {
        // The clock stands still: no probe comes between the failures and the question.
        await using TestEnclave enclave = await TestEnclave.StartAsync(time: new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
        using LaminaClient client = await enclave.ConnectAsync();
        using HttpClient http = new();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(enclave.Address, "/health/live"), None)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(enclave.Address, "/health/ready"), None)).StatusCode);

        enclave.Workers[0].Lie = _ => new OipFault(OipFaultKind.Internal, "broken");
        for (int i = 0; i < 2; i++)
        {
            // Each asks twice; with the third failure in a row the circuit opens.
            await Assert.ThrowsAsync<LaminaClientException>(() => client.InferAsync([TestEnclave.Input()], None));
        }

        HttpResponseMessage ready = await http.GetAsync(new Uri(enclave.Address, "/health/ready"), None);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"ready":false,"why":"no-worker"}"""), (ready.StatusCode, await ready.Content.ReadAsStringAsync(None)));
    }

    [Fact]
    public async Task Keys_OfAnIdleEnclave_EndByThemselves()
    {
        FakeTimeProvider time = new();
        using RequestKeys keys = new(new RequestKeysOptions { Lifetime = TimeSpan.FromMinutes(10), Overlap = TimeSpan.FromMinutes(1) }, new MessageSizes(8 << 10, 8 << 10), time);
        await using KeyWatch watch = new(keys, time);
        time.Advance(TimeSpan.FromMinutes(9.5));
        Assert.Equal(0, keys.EndedSets);
        time.Advance(TimeSpan.FromMinutes(0.5) + KeyWatch.Period);
        Assert.Equal(1, keys.EndedSets);
    }

    [Fact]
    public async Task Process_CannotDumpItsMemory()
    {
        await using TestEnclave other = await TestEnclave.StartAsync();
        await using EnclaveProcess enclave = await EnclaveProcess.StartAsync(other.PlanFolder, other.Workers[0].Address);
        string limits = await File.ReadAllTextAsync($"/proc/{enclave.Id}/limits", None);
        Assert.Matches(@"Max core file size\s+0\s+0\s", limits);
        Assert.Equal(0, await enclave.TerminateAsync());
    }

    [Fact]
    public async Task Process_ToldToDumpOnCrashes_DoesNotStart()
    {
        await using TestEnclave other = await TestEnclave.StartAsync();
        (int code, string errors) = await EnclaveProcess.RunAsync(["--plan", other.PlanFolder, "--worker", other.Workers[0].Address, "--tee", "simulated", "--accept-verdict", "unjudged"], ("DOTNET_DbgEnableMiniDump", "1"));
        Assert.Equal(1, code);
        Assert.Contains("DOTNET_DbgEnableMiniDump", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupted_DrainsAndEndsWith130()
    {
        await using TestEnclave other = await TestEnclave.StartAsync();
        await using EnclaveProcess enclave = await EnclaveProcess.StartAsync(other.PlanFolder, other.Workers[0].Address);
        Assert.Equal(130, await enclave.InterruptAsync());
    }

    [Theory]
    [InlineData("192.0.2.1:8443")] // RFC 5737: no machine has this address
    [InlineData("unix:/nonexistent/folder/e.sock")]
    public async Task Start_AddressThatCannotBeHad_EndsWithOneSentence(string address)
    {
        await using TestEnclave other = await TestEnclave.StartAsync();
        (int code, string errors) = await EnclaveProcess.RunAsync(["--plan", other.PlanFolder, "--worker", other.Workers[0].Address, "--tee", "simulated", "--accept-verdict", "unjudged", "--listen", address]);
        Assert.Equal(1, code);
        Assert.EndsWith($"lamina-enclave: cannot listen on {address}: {errors.TrimEnd().Split(": ")[^1]}\n", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Hosting failed", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_ContradictingOptions_AreAllNamed()
    {
        (int code, string errors) = await EnclaveProcess.RunAsync(["--tee", "simulated", "--tls-key", "key.pem"]);
        Assert.Equal(2, code);
        Assert.All(["--plan is missing", "--worker is missing", "--tls-certificate"], named => Assert.Contains(named, errors, StringComparison.Ordinal));
    }

    private static async Task WaitForReadyAsync(TestEnclave enclave, HttpStatusCode wanted)
    {
        using HttpClient http = new();
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(None);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while ((await http.GetAsync(new Uri(enclave.Address, "/health/ready"), patience.Token)).StatusCode != wanted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), patience.Token);
        }
    }

    private static OneVersion Exactly(Version version, HttpMessageHandler inner) => new OneVersion(version, inner);

    private static X509Certificate2 WriteCertificate(TempFolder folder)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        X509Certificate2 certificate = request.CreateSelfSigned(now.AddMinutes(-5), now.AddHours(1));
        File.WriteAllText(folder["cert.pem"], certificate.ExportCertificatePem());
        File.WriteAllText(folder["key.pem"], key.ExportPkcs8PrivateKeyPem());
        return certificate;
    }

    private sealed class OneVersion(Version version, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (request.Version, request.VersionPolicy) = (version, HttpVersionPolicy.RequestVersionExact);
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            Assert.Equal(version, response.Version);
            return response;
        }
    }
}
