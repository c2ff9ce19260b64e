using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Lamina.Attestation.Tests.Samples;

namespace Lamina.Attestation.Tests.Collateral;

/// <summary>Intel's and AMD's services on this machine, answering with what the real ones answered once; or badly, on request.</summary>
internal sealed class RecordedService : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;
    private readonly Dictionary<string, (byte[] Body, string Header, string Chain)> _answers = [];

    public RecordedService()
    {
        int port = FreePort();
        Address = new Uri($"http://127.0.0.1:{port}/");
        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
        JsonNode sgx = JsonNode.Parse(Sample.Read("dcap/sgx_quote_collateral.json"))!;
        string Text(string key) => sgx[key]!.GetValue<string>();
        Add("/sgx/certification/v4/tcb?fmspc=00A067110000", $"{{\"tcbInfo\":{Text("tcb_info")},\"signature\":\"{Text("tcb_info_signature")}\"}}", "TCB-Info-Issuer-Chain", Text("tcb_info_issuer_chain"));
        Add("/sgx/certification/v4/qe/identity", $"{{\"enclaveIdentity\":{Text("qe_identity")},\"signature\":\"{Text("qe_identity_signature")}\"}}", "SGX-Enclave-Identity-Issuer-Chain", Text("qe_identity_issuer_chain"));
        _answers["/sgx/certification/v4/pckcrl?ca=processor&encoding=der"] = (Convert.FromHexString(Text("pck_crl")), "SGX-PCK-CRL-Issuer-Chain", Text("pck_crl_issuer_chain"));
        Add("/sgx/certification/v4/rootcacrl", Text("root_ca_crl"), "", "");
        _answers["/vcek/v1/Milan/crl"] = (Sample.Read("snp/crl/milan.pem"), "", "");
        _serving = ServeAsync();
    }

    public Uri Address { get; }

    public List<string> Asked { get; } = [];

    /// <summary>Answers instead of the recorded one: status and body.</summary>
    public Func<string, (int Status, byte[] Body)?>? Instead { get; set; }

    /// <summary>Answers for which the service never finishes.</summary>
    public Func<string, bool>? Hangs { get; set; }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private void Add(string path, string body, string header, string chain) => _answers[path] = (Encoding.UTF8.GetBytes(body), header, chain);

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

            string path = context.Request.Url!.PathAndQuery;
            Asked.Add(path);
            if (Hangs?.Invoke(path) == true) continue;
            bool known = _answers.TryGetValue(path, out (byte[] Body, string Header, string Chain) answer);
            (int status, byte[] body) = Instead?.Invoke(path) ?? (known ? 200 : 404, known ? answer.Body : []);
            context.Response.StatusCode = status;
            if (known && answer.Header.Length > 0) context.Response.Headers[answer.Header] = Uri.EscapeDataString(answer.Chain);
            try
            {
                await context.Response.OutputStream.WriteAsync(body);
                context.Response.Close();
            }
            catch (HttpListenerException)
            {
                // The client hung up on an answer that was too long: that is what one test wants.
            }
        }
    }

    private static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
