using System.Net.Sockets;
using Lamina.OpenInference.Client;
using Lamina.OpenInference.Server.Listening;
using Microsoft.AspNetCore.Builder;

namespace Lamina.OpenInference.Server.Tests;

/// <summary>A real server on an address of its own, over a <see cref="FakeBackend"/>, and the clients to reach it.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningServer(WebApplication app, FakeBackend backend, string address)
    {
        (_app, Backend, Address) = (app, backend, address);
        Http = new HttpClient(Handler(address)) { BaseAddress = new Uri(address.StartsWith("unix:", StringComparison.Ordinal) ? "http://localhost" : address) };
    }

    public FakeBackend Backend { get; }

    /// <summary>Address as <see cref="OipAddress"/> takes it.</summary>
    public string Address { get; }

    /// <summary>HTTP/1.1 over the same address.</summary>
    public HttpClient Http { get; }

    public static async Task<RunningServer> StartAsync(string listen = "127.0.0.1:0", InferLimits? limits = null, TlsOptions? tls = null)
    {
        Assert.True(ListenAddress.TryParse(listen, out ListenAddress? address, out string? fault), fault);
        var backend = new FakeBackend();
        var options = new OipServerOptions { Listen = [address], Limits = limits ?? new InferLimits(), Tls = tls, DrainTimeout = TimeSpan.FromSeconds(5) };
        WebApplication app = OipServer.Build(OipServer.CreateBuilder(options, backend));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RunningServer(app, backend, address.IsUnixSocket ? listen : Assert.Single(OipServer.Addresses(app)));
    }

    public OipClient Client(OipClientOptions? options = null)
    {
        Assert.True(OipAddress.TryParse(Address, out OipAddress? address, out string? fault), fault);
        return new OipClient((options ?? new OipClientOptions { Address = address }) with { Address = address });
    }

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static SocketsHttpHandler Handler(string address)
    {
        var handler = new SocketsHttpHandler();
        if (address.StartsWith("unix:", StringComparison.Ordinal))
        {
            handler.ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(address["unix:".Length..]), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            };
        }

        return handler;
    }
}
