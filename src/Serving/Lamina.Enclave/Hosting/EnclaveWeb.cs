using System.Net;
using Lamina.Shared.ProgramOptions;
using Lamina.Shared.Serve;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Lamina.Enclave.Hosting;

/// <summary>The web server of an enclave: HTTP/1.1 and HTTP/2 on TCP or a Unix socket, everything with a ceiling.</summary>
internal static class EnclaveWeb
{
    /// <summary>Builds the server.</summary>
    /// <param name="options">Where to listen.</param>
    /// <param name="maximumBody">The longest request body, in bytes.</param>
    /// <exception cref="EnclaveStartException">An address is none.</exception>
    public static WebApplication Build(EnclaveOptions options, int maximumBody)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();

        // Standard output is nobody's here; lines for people and machines go to standard error.
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = maximumBody + 1;
            kestrel.Limits.MaxConcurrentConnections = 4L * options.MaxConcurrent;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            foreach (string address in options.Listen)
            {
                Listen(kestrel, address);
            }
        });
        return builder.Build();
    }

    private static void Listen(KestrelServerOptions kestrel, string address)
    {
        const string unix = "unix:";
        if (address.StartsWith(unix, StringComparison.Ordinal))
        {
            string path = address[unix.Length..];
            File.Delete(path);
            kestrel.ListenUnixSocket(path);
            return;
        }

        int colon = address.LastIndexOf(':');
        string host = colon > 0 ? address[..colon].Trim('[', ']') : "";
        if (colon <= 0 || !int.TryParse(address.AsSpan(colon + 1), out int port) || port is < 0 or > 65535 || !IPAddress.TryParse(host == "localhost" ? "127.0.0.1" : host, out IPAddress? ip))
        {
            throw new EnclaveStartException(ExitCode.Usage, $"'{address}' is no address to listen on; wanted is IP:PORT or unix:PATH");
        }

        kestrel.Listen(ip, port);
    }
}
