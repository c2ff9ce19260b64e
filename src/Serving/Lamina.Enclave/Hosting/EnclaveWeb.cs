using System.Net;
using System.Net.Sockets;
using Lamina.Enclave.Http;
using Lamina.Enclave.Telemetry;
using Lamina.Shared.Listening;
using Lamina.Shared.ProgramOptions;
using Lamina.Shared.Serve;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Lamina.Enclave.Hosting;

/// <summary>
/// The web server of an enclave: HTTP/1.1 and HTTP/2 on every address, with TLS on TCP where a certificate is given, everything with a ceiling.
/// TLS adds nothing to the promises: the host has its key. It is for what lies on the way and demands it.
/// </summary>
internal static class EnclaveWeb
{
    private const int LargestWindowBytes = 16 << 20;
    private const int SmallestWindowBytes = 1 << 20;
    private const int FrameBytes = 1 << 20;

    /// <summary>Builds the server.</summary>
    /// <param name="options">Where to listen.</param>
    /// <param name="ceilings">What is taken on at a time.</param>
    /// <param name="maximumBody">The longest request body, in bytes.</param>
    /// <param name="time">The clock that ends silent connections.</param>
    /// <exception cref="EnclaveStartException">An address is none, or the TLS files cannot be used.</exception>
    public static WebApplication Build(EnclaveOptions options, RequestCeilings ceilings, int maximumBody, TimeProvider time)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });

        // The options of this program are all there is: no settings file of the working folder, no variable of the host's may add to them.
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();

        LogAndMeasure(builder, options);
        builder.Services.AddSingleton(time);
        builder.Services.AddCleartextPorts();

        // SIGTERM: no new connections, and this long for requests that are under way.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Drain);
        HttpsConnectionAdapterOptions? tls = ServerTls.Load(options.TlsCertificate, options.TlsKey);
        EndPoint[] endPoints = [.. options.Listen.Select(EndPointOf)];
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            SetLimits(kestrel.Limits, ceilings, maximumBody);
            kestrel.AddServerHeader = false;
            kestrel.ListenInside();
            foreach (EndPoint endPoint in endPoints)
            {
                Listen(kestrel, endPoint, tls);
            }
        });
        WebApplication? built = null;
        builder.Logging.DropFailedStart(() => built);
        return built = builder.Build();
    }

    /// <summary>Lines go to standard error, as text or JSON; metrics and traces to the collector that the <c>OTEL_*</c> variables name, if they name one.</summary>
    private static void LogAndMeasure(WebApplicationBuilder builder, EnclaveOptions options)
    {
        // Standard output is nobody's here.
        if (options.JsonLogs)
        {
            builder.Logging.AddJsonConsole();
        }
        else
        {
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        }

        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

        // The server's own words on a failed request quote its exception; ours never do.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.None);
        if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is not { Length: > 0 })
        {
            return;
        }

        // Where telemetry goes may come from outside; what it holds may not.
        IEnumerable<KeyValuePair<string, string?>> variables = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .Where(variable => ((string)variable.Key).StartsWith("OTEL_", StringComparison.Ordinal))
            .Select(variable => new KeyValuePair<string, string?>((string)variable.Key, (string?)variable.Value));
        builder.Configuration.AddInMemoryCollection(variables);

        // Only our own meter and source: the server's would tell paths and peers.
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("lamina-enclave"))
            .WithMetrics(metrics => metrics.AddMeter(EnclaveTelemetry.Name).AddOtlpExporter())
            .WithTracing(traces => traces.AddSource(EnclaveTelemetry.Name).AddOtlpExporter());
    }

    private static void SetLimits(KestrelServerLimits limits, RequestCeilings ceilings, int maximumBody)
    {
        limits.MaxRequestBodySize = maximumBody + 1;

        // An HTTP/2 connection without TLS counts twice: where it came in, and where it is served.
        limits.MaxConcurrentConnections = ceilings.Connections;
        limits.MaxRequestHeadersTotalSize = 16 << 10;
        limits.RequestHeadersTimeout = RequestCeilings.Grace;
        limits.KeepAliveTimeout = RequestCeilings.Idle;
        limits.MinRequestBodyDataRate = new MinDataRate(RequestCeilings.SlowestBytesPerSecond, RequestCeilings.Grace);
        limits.Http2.MaxStreamsPerConnection = ceilings.Concurrent;
        limits.Http2.InitialStreamWindowSize = Math.Clamp(maximumBody, SmallestWindowBytes, LargestWindowBytes);
        limits.Http2.InitialConnectionWindowSize = LargestWindowBytes;
        limits.Http2.MaxFrameSize = FrameBytes;
    }

    private static void Listen(KestrelServerOptions kestrel, EndPoint endPoint, HttpsConnectionAdapterOptions? tls)
    {
        if (tls is null || endPoint is UnixDomainSocketEndPoint)
        {
            kestrel.ListenCleartext(endPoint);
            return;
        }

        kestrel.Listen(endPoint, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(tls);
        });
    }

    private static EndPoint EndPointOf(string address)
    {
        const string unix = "unix:";
        if (address.StartsWith(unix, StringComparison.Ordinal) && address.Length > unix.Length)
        {
            return new UnixDomainSocketEndPoint(address[unix.Length..]);
        }

        int colon = address.LastIndexOf(':');
        string host = colon > 0 ? address[..colon].Trim('[', ']') : "";
        return colon > 0 && ushort.TryParse(address.AsSpan(colon + 1), out ushort port) && IPAddress.TryParse(host == "localhost" ? "127.0.0.1" : host, out IPAddress? ip)
            ? new IPEndPoint(ip, port)
            : throw new EnclaveStartException(ExitCode.Usage, $"'{address}' is no address to listen on; wanted is IP:PORT or unix:PATH");
    }
}
