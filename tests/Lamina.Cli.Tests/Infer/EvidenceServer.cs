using System.Net;
using Lamina.Attestation;
using Lamina.Protocol;
using Lamina.Protocol.Bundles;
using Lamina.Protocol.Gateway;
using Lamina.Protocol.Issuing;
using Lamina.Protocol.Sizes;

namespace Lamina.Cli.Tests.Infer;

/// <summary>A host that answers requests for evidence with what a test made of the enclave's honest answer, and counts every other request.</summary>
internal sealed class EvidenceServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly RequestKeys _keys;
    private readonly EvidenceDesk _desk;
    private readonly Func<EvidenceBundle, EvidenceBundle> _change;
    private readonly Task _serving;

    public EvidenceServer(IEvidenceIssuer issuer, ReadOnlyMemory<byte> plan, Func<EvidenceBundle, EvidenceBundle> change, TimeProvider time)
    {
        using (System.Net.Sockets.TcpListener probe = new(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        }

        _keys = new RequestKeys(new RequestKeysOptions { ReplayCapacity = 8 }, new MessageSizes(8192, 8192), time);
        _desk = new EvidenceDesk(issuer, _keys, plan);
        _change = change;
        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address { get; }

    /// <summary>Paths of requests that are not for evidence.</summary>
    public List<string> Others { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
        _desk.Dispose();
        _keys.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or InvalidOperationException) // stopped while waiting, or between two requests
            {
                return;
            }

            if (context.Request.Url!.AbsolutePath != Endpoints.Evidence)
            {
                Others.Add(context.Request.Url.AbsolutePath);
                context.Response.StatusCode = 500;
                context.Response.Close();
                continue;
            }

            using MemoryStream body = new();
            await context.Request.InputStream.CopyToAsync(body);
            Assert.True(EvidenceRequest.TryParse(body.ToArray(), out EvidenceRequest? request, out string? refusal), refusal);
            EvidenceBundle honest = (await _desk.AskAsync(request, CancellationToken.None))!;
            context.Response.ContentType = MediaTypes.Json;
            await context.Response.OutputStream.WriteAsync(_change(honest).ToJson());
            context.Response.Close();
        }
    }
}
