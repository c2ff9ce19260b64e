using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Lamina.Shared.Listening;

/// <summary>Unix sockets that only their owner may open, in the place of any that a dead process left behind.</summary>
internal static class UnixSockets
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static Socket Bind(EndPoint endPoint)
    {
        if (endPoint is not UnixDomainSocketEndPoint unix)
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        }

        string path = unix.ToString()!;
        RemoveStale(path, unix);
        Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        try
        {
            // Nobody can connect before listen(2), which Kestrel calls after this: the file is never open to others.
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, OwnerOnly);
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void RemoveStale(string path, UnixDomainSocketEndPoint endPoint)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(endPoint);
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            // A socket without a listener, or a file that is none: connect(2) tells both with the same code.
            if (!IsSocket(path))
            {
                throw new IOException($"'{path}' exists and is no socket: it is left alone");
            }

            File.Delete(path);
            return;
        }

        throw new IOException($"another program listens on '{path}'");
    }

    // .NET gives sockets neither a mode nor an attribute of their own, but only regular files, links and folders have a size or can be opened.
    private static bool IsSocket(string path)
    {
        try
        {
            using FileStream opened = File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
