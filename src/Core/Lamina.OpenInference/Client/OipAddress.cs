using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Lamina.OpenInference.Client;

/// <summary>Where an OIP server listens: <c>unix:PATH</c>, <c>HOST:PORT</c>, <c>http://HOST:PORT</c> or <c>https://HOST:PORT</c>.</summary>
public sealed class OipAddress
{
    /// <summary>Longest path of a Unix socket that Linux takes, in bytes.</summary>
    public const int MaxSocketPathBytes = 107;

    private OipAddress(string text, Uri url, string? socketPath) => (Text, Url, SocketPath) = (text, url, socketPath);

    /// <summary>The address as it was written.</summary>
    public string Text { get; }

    /// <summary>Path of the Unix socket; null for TCP.</summary>
    public string? SocketPath { get; }

    /// <summary>Whether TLS is spoken.</summary>
    public bool UsesTls => Url.Scheme == Uri.UriSchemeHttps;

    internal Uri Url { get; }

    /// <summary>Reads an address.</summary>
    /// <param name="text">The address.</param>
    /// <param name="address">The address read.</param>
    /// <param name="fault">What is wrong with it.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out OipAddress? address, [NotNullWhen(false)] out string? fault)
    {
        address = null;
        if (text?.StartsWith("unix:", StringComparison.Ordinal) == true)
        {
            string path = text["unix:".Length..];
            int bytes = System.Text.Encoding.UTF8.GetByteCount(path);
            fault = path.Length == 0 ? "'unix:' must be followed by the path of a socket"
                : bytes > MaxSocketPathBytes ? $"the socket path '{path}' has {bytes} bytes, the system takes {MaxSocketPathBytes}" : null;
            address = fault is null ? new OipAddress(text, new Uri("http://localhost"), path) : null;
            return address is not null;
        }

        string url = text?.Contains("://", StringComparison.Ordinal) == true ? text : $"http://{text}";
        bool valid = Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed)
            && (parsed.Scheme == Uri.UriSchemeHttp || parsed.Scheme == Uri.UriSchemeHttps)
            && parsed is { Host.Length: > 0, PathAndQuery: "/", UserInfo: "", Fragment: "" };
        if (!valid || !HasPort(url))
        {
            fault = $"'{text}' is no address: unix:PATH, HOST:PORT, http://HOST:PORT or https://HOST:PORT was wanted";
            return false;
        }

        (address, fault) = (new OipAddress(text!, parsed!, null), null);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    internal async ValueTask<Stream> ConnectAsync(DnsEndPoint endPoint, CancellationToken cancellation)
    {
        var socket = SocketPath is null
            ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(SocketPath is null ? endPoint : new UnixDomainSocketEndPoint(SocketPath), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // Uri fills in 80 and 443; a forgotten port should be said, not guessed.
    private static bool HasPort(string url)
    {
        string authority = url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..].TrimEnd('/');
        int colon = authority.LastIndexOf(':');
        return colon > authority.LastIndexOf(']') && ushort.TryParse(authority.AsSpan(colon + 1), out _);
    }
}
