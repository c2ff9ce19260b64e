using System.Net;
using System.Net.Sockets;
using System.Text;
using Lamina.Attestation.Simulated;
using Lamina.Protocol.BinaryHttp;
using Lamina.Protocol.Bundles;
using Lamina.Protocol.Gateway;
using Lamina.Protocol.Issuing;
using Lamina.Protocol.ObliviousHttp;
using Lamina.Protocol.Problems;
using Lamina.Protocol.Sizes;

namespace Lamina.Protocol.Tests.Interop;

/// <summary>
/// The enclave's side of the wire over a bare HTTP listener, with the simulated TEE. What it "infers" is the content
/// reversed. Between evidence and request a test can play the host.
/// </summary>
internal sealed class EnclaveHost : IAsyncDisposable
{
    public static readonly byte[] Plan = """{"model":{"file":"net.v1.onnx"},"inputs":[{"name":"data","type":"float32","shape":[1,100]}],"limits":{"request_bytes":16384,"answer_bytes":8192}}"""u8.ToArray();

    private static readonly MessageSizes Sizes = new(16384, 8192);

    private readonly HttpListener _listener = new();
    private readonly SimulatedTeeIssuer _issuer = new(new byte[32]);
    private readonly Task _serving;
    private RequestKeys _keys = new(new RequestKeysOptions(), Sizes, TimeProvider.System);
    private EvidenceDesk _desk;

    public EnclaveHost()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        }

        _desk = new EvidenceDesk(_issuer, _keys, Plan);
        _listener.Prefixes.Add(Url + "/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url { get; }

    /// <summary>How often the enclave restarts, keys and all, just before it gets a request.</summary>
    public int Restarts { get; set; }

    /// <summary>Changes a bundle on its way.</summary>
    public Func<EvidenceBundle, EvidenceBundle> OnBundle { get; set; } = bundle => bundle;

    /// <summary>Changes a sealed answer on its way.</summary>
    public Action<byte[]> OnAnswer { get; set; } = _ => { };

    /// <summary>A failure to answer with, sealed.</summary>
    public Problem? Failure { get; set; }

    /// <summary>Requests that opened.</summary>
    public List<(string Path, string[] Fields, byte[] Content)> Opened { get; } = [];

    /// <summary>Lengths of sealed requests that came.</summary>
    public List<int> Lengths { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _desk.Dispose();
        _keys.Dispose();
        _issuer.Dispose();
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
            catch (Exception exception) when (exception is HttpListenerException or InvalidOperationException) // stopped while waiting, or between two requests
            {
                return;
            }

            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            (int status, string type, byte[] answer) = await AnswerAsync(context.Request, body.ToArray());
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            await context.Response.OutputStream.WriteAsync(answer);
            context.Response.Close();
        }
    }

    private async Task<(int Status, string Type, byte[] Body)> AnswerAsync(HttpListenerRequest request, byte[] body)
    {
        switch ($"{request.HttpMethod} {request.RawUrl}")
        {
            case $"POST {Endpoints.Evidence}":
                Assert.True(EvidenceRequest.TryParse(body, out EvidenceRequest? asked, out string? refusal), refusal);
                EvidenceBundle? bundle = await _desk.AskAsync(asked, CancellationToken.None);
                return (200, MediaTypes.Json, OnBundle(bundle!).ToJson());
            case $"POST {Endpoints.Infer}" when MediaTypes.FormOf(request.ContentType) is { } form:
                Lengths.Add(body.Length);
                return Infer(body, form);
            default:
                return (404, "text/plain", Encoding.ASCII.GetBytes("nothing here"));
        }
    }

    private (int Status, string Type, byte[] Body) Infer(byte[] body, MessageForm form)
    {
        if (Restarts > 0)
        {
            Restarts--;
            _desk.Dispose();
            _keys.Dispose();
            _keys = new RequestKeys(new RequestKeysOptions(), Sizes, TimeProvider.System);
            _desk = new EvidenceDesk(_issuer, _keys, Plan);
        }

        if (!_keys.TryOpen(body, form, out OpenedRequest? opened, out RequestRefusal refused))
        {
            HostProblem problem = HostProblems.For(refused);
            return (problem.Status, MediaTypes.Problem, problem.Body.ToArray());
        }

        using (opened)
        {
            Assert.True(opened.TryRead(out BinaryRequest? inner, out string? refusal), refusal);
            byte[] content = inner.Content.ToArray();
            Opened.Add((inner.Path, [.. inner.Fields.Select(field => $"{field.Name}: {field.Text}")], content));
            Array.Reverse(content = [.. content]);
            byte[] answer = Failure is { } failure ? opened.SealProblem(failure) : opened.Seal(new BinaryResponse
            {
                Status = 200,
                Fields = [HttpField.Create("content-type", "application/octet-stream")],
                Content = content,
            });
            OnAnswer(answer);
            return (200, opened.AnswerMediaType, answer);
        }
    }
}
