using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Lamina.OpenInference.Server.Grpc;
using Lamina.OpenInference.Server.Listening;
using Lamina.OpenInference.Server.Rest;
using Lamina.Shared.Listening;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lamina.OpenInference.Server;

/// <summary>An OIP v2 server over any <see cref="IInferenceBackend"/>.</summary>
public static class OipServer
{
    /// <summary>What is answered beyond the base protocol, by the names Triton gives its extensions.</summary>
    public static IReadOnlyList<string> Extensions { get; } = ["binary_tensor_data", "model_configuration", "model_repository", "statistics"];

    private const int SmallestWindowBytes = 1 << 20;
    private const int LargestWindowBytes = 16 << 20;
    private const int FrameBytes = 1 << 20;

    /// <summary>Prepares a server, without logging. Add what else is wanted, then <see cref="Build"/> it.</summary>
    public static WebApplicationBuilder CreateBuilder(OipServerOptions options, IInferenceBackend backend)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(backend);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(backend);
        builder.Services.AddSingleton(options.Limits);
        builder.Services.AddSingleton<RestEndpoints>();
        builder.Services.AddSingleton<InferenceService>();
        builder.Services.AddCleartextPorts();
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = options.Limits.MaxMessageBytes;
            grpc.MaxSendMessageSize = null;
            grpc.CompressionProviders.Clear();
            grpc.CompressionProviders.Add(new BoundedGzip(options.Limits.MaxMessageBytes));
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTimeout);
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options));
        return builder;
    }

    /// <summary>Builds the server and maps its calls. More routes may be mapped before it is started.</summary>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        WebApplication app = builder.Build();
        app.Use(ErrorBodiesAsync);
        app.UseRouting();
        app.Services.GetRequiredService<RestEndpoints>().Map(app);
        app.MapGrpcService<InferenceService>();
        return app;
    }

    /// <summary>Addresses that a started server listens on, with the ports the system chose.</summary>
    public static IReadOnlyList<string> Addresses(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        ICollection<string> all = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return CleartextPorts.Outside(all);
    }

    private static void Configure(KestrelServerOptions kestrel, OipServerOptions options)
    {
        // Both protocols keep the ceiling themselves, before they read; a limit here would turn their clear refusals into broken streams.
        kestrel.Limits.MaxRequestBodySize = null;
        int window = Math.Clamp(options.Limits.MaxMessageBytes, SmallestWindowBytes, LargestWindowBytes);
        kestrel.Limits.Http2.InitialStreamWindowSize = window;
        kestrel.Limits.Http2.InitialConnectionWindowSize = window;
        kestrel.Limits.Http2.MaxFrameSize = FrameBytes;
        kestrel.AddServerHeader = false;
        kestrel.ListenInside();
        foreach (ListenAddress address in options.Listen)
        {
            if (options.Tls is { } tls && !address.IsUnixSocket)
            {
                kestrel.Listen(address.EndPoint, listen =>
                {
                    listen.Protocols = HttpProtocols.Http1AndHttp2;
                    listen.UseHttps(Https(tls));
                });
            }
            else
            {
                kestrel.ListenCleartext(address.EndPoint);
            }
        }
    }

    private static HttpsConnectionAdapterOptions Https(TlsOptions tls)
    {
        var https = new HttpsConnectionAdapterOptions
        {
            ServerCertificate = tls.Certificate,
            SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        };
        if (tls.ClientRoots is { } roots)
        {
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.OnAuthenticate = (_, authentication) =>
            {
                var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
                policy.CustomTrustStore.AddRange(roots);
                authentication.CertificateChainPolicy = policy;
            };
        }

        return https;
    }

    /// <summary>Gives routes that do not exist, and failures nobody foresaw, the protocol's error body. What failed stays in the log.</summary>
    private static async Task ErrorBodiesAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception failed) when (failed is not OperationCanceledException && !context.Response.HasStarted)
        {
            context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(OipServer)).LogFailure(failed);
            await RestReply.ErrorAsync(context, StatusCodes.Status500InternalServerError, "the server failed");
            return;
        }

        if (!context.Response.HasStarted && context.Response is { ContentType: null, StatusCode: StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed })
        {
            await RestReply.ErrorAsync(context, context.Response.StatusCode, $"{context.Request.Method} is not offered at this path");
        }
    }
}
