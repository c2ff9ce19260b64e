using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Lamina.OpenInference.Client;

namespace Lamina.OpenInference.Server.Listening;

/// <summary>Where to listen: <c>unix:PATH</c>, or <c>HOST:PORT</c> with an IP address, <c>localhost</c> or <c>*</c>. Port 0 lets the system choose.</summary>
public sealed class ListenAddress
{
    private ListenAddress(string text, EndPoint endPoint) => (Text, EndPoint) = (text, endPoint);

    /// <summary>The address as it was written.</summary>
    public string Text { get; }

    internal EndPoint EndPoint { get; }

    /// <summary>Whether this is a Unix socket, whose file mode guards it and which never speaks TLS.</summary>
    public bool IsUnixSocket => EndPoint is UnixDomainSocketEndPoint;

    /// <summary>Reads an address.</summary>
    /// <param name="text">The address.</param>
    /// <param name="address">The address read.</param>
    /// <param name="fault">What is wrong with it.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ListenAddress? address, [NotNullWhen(false)] out string? fault)
    {
        address = null;
        if (text?.StartsWith("unix:", StringComparison.Ordinal) == true)
        {
            if (!OipAddress.TryParse(text, out OipAddress? unix, out fault))
            {
                return false;
            }

            address = new ListenAddress(text, new UnixDomainSocketEndPoint(unix.SocketPath!));
            return true;
        }

        int colon = text?.LastIndexOf(':') ?? -1;
        if (colon > 0 && ushort.TryParse(text.AsSpan(colon + 1), out ushort port) && Host(text![..colon]) is { } host)
        {
            (address, fault) = (new ListenAddress(text, new IPEndPoint(host, port)), null);
            return true;
        }

        fault = $"'{text}' is no address to listen on: unix:PATH or HOST:PORT was wanted, HOST being an IP address, localhost or *";
        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static IPAddress? Host(string host) => host switch
    {
        "localhost" => IPAddress.Loopback,
        "*" => IPAddress.Any,
        ['[', .., ']'] => IPAddress.TryParse(host[1..^1], out IPAddress? six) ? six : null,
        _ => IPAddress.TryParse(host, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetwork ? address : null,
    };
}
