using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;

namespace Lamina.OpenInference.Client;

/// <summary>Connections below <see cref="OipClient"/>, and what their failures mean.</summary>
internal static class OipTransport
{
    /// <summary>HTTP/2's default window of 64 KiB would stop a tensor of megabytes dozens of times; this is its largest useful start.</summary>
    private const int WindowBytes = 8 << 20;

    public static SocketsHttpHandler Handler(OipClientOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = options.ConnectTimeout,
            ConnectCallback = (context, cancellation) => options.Address.ConnectAsync(context.DnsEndPoint, cancellation),
            EnableMultipleHttp2Connections = true,
            InitialHttp2StreamWindowSize = WindowBytes,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
        };
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificates = options.ClientCertificate is null ? null : [options.ClientCertificate],
            CertificateChainPolicy = options.TrustedRoots is null ? null : Policy(options.TrustedRoots),
        };
        return handler;
    }

    /// <summary>The failure behind a gRPC status. A status that carries an exception was made on this side of the wire.</summary>
    public static OipFailure Classify(RpcException failed, bool callerCancelled)
    {
        Status status = failed.Status;
        if (callerCancelled)
        {
            return OipFailure.Cancelled;
        }

        if (status.StatusCode == StatusCode.DeadlineExceeded)
        {
            return OipFailure.TimedOut;
        }

        return status.DebugException is { } local ? ClassifyLocal(local, status.StatusCode) : status.StatusCode switch
        {
            StatusCode.InvalidArgument or StatusCode.OutOfRange or StatusCode.FailedPrecondition or StatusCode.AlreadyExists => OipFailure.RequestRefused,
            StatusCode.NotFound => OipFailure.ModelUnknown,
            StatusCode.Unavailable or StatusCode.Aborted => OipFailure.Overloaded,
            StatusCode.Unauthenticated or StatusCode.PermissionDenied => OipFailure.NotPermitted,
            StatusCode.Unimplemented => OipFailure.NotOffered,
            // grpc-dotnet reports its own ceiling on answers with this code too; what comes from a server brings headers along.
            StatusCode.ResourceExhausted => failed.Trailers.Count == 0 ? OipFailure.ReplyTooLarge : OipFailure.RequestRefused,
            _ => OipFailure.ServerFailed,
        };
    }

    private static OipFailure ClassifyLocal(Exception local, StatusCode code)
    {
        for (Exception? cause = local; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AuthenticationException: return OipFailure.NotTrusted;
                case HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }: return OipFailure.NotTrusted;
                case HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError }: return OipFailure.NotConnected;
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.AddressNotAvailable }: return OipFailure.NotConnected;
                default: continue;
            }
        }

        return code is StatusCode.Internal && local is not HttpRequestException and not IOException ? OipFailure.ReplyMalformed : OipFailure.ConnectionLost;
    }

    private static X509ChainPolicy Policy(X509Certificate2Collection roots)
    {
        // A private authority publishes no revocation list; a worker's certificate is replaced by replacing the root given here.
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }
}
