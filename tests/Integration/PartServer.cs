using System.Net;
using System.Net.Sockets;

namespace Lamina.Integration.Tests;

/// <summary>Files of a folder over HTTP on this machine, for a machine that fetches them when it starts.</summary>
internal sealed class PartServer : IAsyncDisposable
{
    private readonly HttpListener _listener;
    private readonly string _folder;
    private readonly Task _serving;

    private PartServer(HttpListener listener, int port, string folder)
    {
        _listener = listener;
        Port = port;
        _folder = folder;
        _serving = ServeAsync();
    }

    public int Port { get; }

    /// <summary>Serves; a port that somebody else takes meanwhile is given up for another.</summary>
    public static PartServer Start(string folder)
    {
        for (int attempt = 0; ; attempt++)
        {
            int port = FreePort();
            HttpListener listener = new();
            listener.Prefixes.Add($"http://*:{port}/");
            try
            {
                listener.Start();
                return new PartServer(listener, port, folder);
            }
            catch (HttpListenerException) when (attempt < 20)
            {
                listener.Close();
            }
        }
    }

    /// <summary>A port that nobody listens on at this moment.</summary>
    public static int FreePort()
    {
        using Socket probe = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                HttpListenerContext request = await _listener.GetContextAsync();
                string path = Path.Combine(_folder, Path.GetFileName(request.Request.Url!.AbsolutePath));
                request.Response.StatusCode = File.Exists(path) ? 200 : 404;
                byte[] content = File.Exists(path) ? await File.ReadAllBytesAsync(path) : [];
                request.Response.ContentLength64 = content.Length;
                await request.Response.OutputStream.WriteAsync(content);
                request.Response.Close();
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                if (!_listener.IsListening) return;
            }
        }
    }
}
