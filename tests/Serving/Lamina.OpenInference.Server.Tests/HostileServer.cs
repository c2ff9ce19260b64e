using System.Buffers.Binary;
using System.Net;
using Lamina.OpenInference.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Lamina.OpenInference.Server.Tests;

/// <summary>Answers every gRPC call with the same bytes.</summary>
internal sealed class HostileServer : IAsyncDisposable
{
    private const int FrameHeader = 5;

    private readonly WebApplication _web;

    private HostileServer(byte[] message)
    {
        byte[] frame = new byte[FrameHeader + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, FrameHeader);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        _web = builder.Build();
        _web.Run(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(frame);
            context.Response.AppendTrailer("grpc-status", "0");
        });
    }

    public static async Task<HostileServer> StartAsync(byte[] message)
    {
        HostileServer server = new(message);
        await server._web.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>Fields that no message has, each with a number of its own: a parser keeps an object for every one.</summary>
    public static byte[] UnknownFields(int count) => [.. Enumerable.Range(1000, count).SelectMany(Field)];

    public OipClient Client()
    {
        Assert.True(OipAddress.TryParse(_web.Urls.Single(), out OipAddress? address, out string? fault), fault);
        return new OipClient(new OipClientOptions { Address = address });
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private static IEnumerable<byte> Field(int number)
    {
        int tag = number << 3;
        for (; tag >= 128; tag >>= 7)
        {
            yield return (byte)(tag | 128);
        }

        yield return (byte)tag;
        yield return 1;
    }
}
