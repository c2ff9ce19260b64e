using System.Text;
using System.Text.Json.Nodes;
using Lamina.Attestation.Tests.Forged;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lamina.Enclave.Tests.Hardware;

/// <summary>The vendor's service for a forged machine: four documents over HTTP, with the headers of the real one; or whatever a test wants instead.</summary>
internal sealed class ForgedIntel : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly ForgedQuote _quote;

    private ForgedIntel(ForgedQuote quote)
    {
        _quote = quote;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _web = builder.Build();
        _web.Run(AnswerAsync);
    }

    public Uri Address => new(_web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public List<string> Asked { get; } = [];

    /// <summary>Answers instead of the service.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    public static async Task<ForgedIntel> StartAsync(ForgedQuote quote)
    {
        ForgedIntel service = new(quote);
        await service._web.StartAsync();
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync(new CancellationToken(canceled: true));
        await _web.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        lock (Asked)
        {
            Asked.Add(context.Request.Path);
        }

        if (Instead is not null)
        {
            await Instead(context);
            return;
        }

        JsonNode all = JsonNode.Parse(_quote.Collateral())!;
        string Text(string key) => all[key]!.GetValue<string>();
        (string header, string chain, byte[] body) = context.Request.Path.Value switch
        {
            "/sgx/certification/v4/tcb" or "/tdx/certification/v4/tcb" => ("TCB-Info-Issuer-Chain", Text("tcb_info_issuer_chain"), Json($"{{\"tcbInfo\":{Text("tcb_info")},\"signature\":\"{Text("tcb_info_signature")}\"}}")),
            "/sgx/certification/v4/qe/identity" or "/tdx/certification/v4/qe/identity" => ("SGX-Enclave-Identity-Issuer-Chain", Text("qe_identity_issuer_chain"), Json($"{{\"enclaveIdentity\":{Text("qe_identity")},\"signature\":\"{Text("qe_identity_signature")}\"}}")),
            "/sgx/certification/v4/pckcrl" => ("SGX-PCK-CRL-Issuer-Chain", Text("pck_crl_issuer_chain"), Convert.FromHexString(Text("pck_crl"))),
            "/sgx/certification/v4/rootcacrl" => ("", "", Json(Text("root_ca_crl"))),
            _ => ("", "", []),
        };
        context.Response.StatusCode = body.Length == 0 ? 404 : 200;
        if (header.Length > 0)
        {
            context.Response.Headers[header] = Uri.EscapeDataString(chain);
        }

        await context.Response.Body.WriteAsync(body);
    }

    private static byte[] Json(string text) => Encoding.UTF8.GetBytes(text);
}
