using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Lamina.Shared.Listening;

/// <summary>Addresses without TLS that speak HTTP/1.1 and HTTP/2 alike (<see cref="PrefaceDispatch"/>), and Unix sockets only their owner may open.</summary>
internal static class CleartextPorts
{
    /// <summary>Adds what <see cref="ListenCleartext"/> needs.</summary>
    public static void AddCleartextPorts(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<PrefaceListener>();
        services.AddSingleton<PrefaceDispatch>();
        services.AddSingleton<IConnectionListenerFactory>(provider => provider.GetRequiredService<PrefaceListener>());
        services.AddSingleton<IMemoryPoolFactory<byte>, LargeBlocks>();
        services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = UnixSockets.Bind);
    }

    /// <summary>Opens the HTTP/2 endpoint inside this process. Once, before the addresses.</summary>
    public static void ListenInside(this KestrelServerOptions kestrel) =>
        kestrel.Listen(new PrefaceEndPoint(), listen => listen.Protocols = HttpProtocols.Http2);

    /// <summary>Listens without TLS. A connection may be silent at first for as long as its headers may take: set that limit before.</summary>
    public static void ListenCleartext(this KestrelServerOptions kestrel, EndPoint endPoint)
    {
        PrefaceDispatch dispatch = kestrel.ApplicationServices.GetRequiredService<PrefaceDispatch>();
        TimeSpan silence = kestrel.Limits.RequestHeadersTimeout;
        kestrel.Listen(endPoint, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(http1 => dispatch.Use(http1, silence));
        });
    }

    /// <summary>Those of a server's addresses that something outside this process can reach.</summary>
    public static IReadOnlyList<string> Outside(IEnumerable<string> addresses) =>
        [.. addresses.Where(address => !address.Contains(PrefaceEndPoint.Name, StringComparison.Ordinal))];
}
