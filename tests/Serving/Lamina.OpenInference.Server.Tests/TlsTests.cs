using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lamina.OpenInference.Client;
using Lamina.OpenInference.Server.Listening;

namespace Lamina.OpenInference.Server.Tests;

public sealed class TlsTests : IDisposable
{
    private readonly Authority _ours = new("ours");
    private readonly Authority _other = new("other");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _ours.Dispose();
        _other.Dispose();
    }

    [Theory]
    [InlineData(true, OipFailure.None)]
    [InlineData(false, OipFailure.NotTrusted)]
    public async Task Server_ItsRoot_DecidesTrust(bool known, OipFailure failure)
    {
        using X509Certificate2 certificate = _ours.Issue();
        await using RunningServer server = await RunningServer.StartAsync(tls: new TlsOptions { Certificate = certificate });
        using OipClient client = server.Client(new OipClientOptions { Address = null!, TrustedRoots = (known ? _ours : _other).Roots });
        Assert.Equal(failure, (await client.InferAsync(Requests.Double(1, 2), Cancellation)).Failure);
    }

    [Fact]
    public async Task Server_OfAnotherName_IsNotTrusted()
    {
        using X509Certificate2 certificate = _ours.Issue("elsewhere.example");
        await using RunningServer server = await RunningServer.StartAsync(tls: new TlsOptions { Certificate = certificate });
        using OipClient client = server.Client(new OipClientOptions { Address = null!, TrustedRoots = _ours.Roots });
        Assert.Equal(OipFailure.NotTrusted, (await client.InferAsync(Requests.Double(1, 2), Cancellation)).Failure);
    }

    [Fact]
    public async Task Rest_OverTls_IsAnswered()
    {
        using X509Certificate2 certificate = _ours.Issue();
        await using RunningServer server = await RunningServer.StartAsync(tls: new TlsOptions { Certificate = certificate });
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, found, _, _) => found?.Thumbprint == certificate.Thumbprint };
        using var http = new HttpClient(handler);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(server.Address + "/v2/health/live"), Cancellation)).StatusCode);
    }

    [Theory]
    [InlineData("ours", true)]
    [InlineData("other", false)]
    [InlineData("none", false)]
    public async Task Client_ItsCertificate_DecidesEntry(string issuer, bool enters)
    {
        using X509Certificate2 certificate = _ours.Issue();
        using X509Certificate2? own = issuer switch { "ours" => _ours.Issue(), "other" => _other.Issue(), _ => null };
        await using RunningServer server = await RunningServer.StartAsync(tls: new TlsOptions { Certificate = certificate, ClientRoots = _ours.Roots });
        using OipClient client = server.Client(new OipClientOptions { Address = null!, TrustedRoots = _ours.Roots, ClientCertificate = own });
        OipReply<InferResponse> reply = await client.InferAsync(Requests.Double(1, 2), Cancellation);
        Assert.True(enters == (reply.Failure == OipFailure.None), $"{reply.Failure}: {reply.UntrustedText}");
        Assert.Equal(enters, server.Backend.Last is not null);
    }

    [Fact]
    public void Client_CertificateWithoutTls_IsAMistake()
    {
        Assert.True(OipAddress.TryParse("127.0.0.1:1", out OipAddress? address, out _));
        Assert.Throws<ArgumentException>(() => new OipClient(new OipClientOptions { Address = address, TrustedRoots = _ours.Roots }));
    }

    /// <summary>A certificate authority that lives for one test.</summary>
    private sealed class Authority : IDisposable
    {
        private readonly X509Certificate2 _root;

        public Authority(string name)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            _root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        }

        public X509Certificate2Collection Roots => [X509CertificateLoader.LoadCertificate(_root.RawData)];

        public X509Certificate2 Issue(string? dnsName = null)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=leaf", key, HashAlgorithmName.SHA256);
            var names = new SubjectAlternativeNameBuilder();
            if (dnsName is null)
            {
                names.AddIpAddress(IPAddress.Loopback);
            }
            else
            {
                names.AddDnsName(dnsName);
            }

            request.CertificateExtensions.Add(names.Build());
            using X509Certificate2 issued = request.Create(_root, _root.NotBefore, _root.NotAfter, RandomNumberGenerator.GetBytes(8));
            return issued.CopyWithPrivateKey(key);
        }

        public void Dispose() => _root.Dispose();
    }
}
